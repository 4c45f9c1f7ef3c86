"""Short forms that figures print and no open vocabulary lists: our own table, checked against the merged names."""

from __future__ import annotations

from collections.abc import Iterator

from .base import OpenTable, SourceInfo

SOURCE = SourceInfo(
    key="common",
    name="Common short forms",
    version="1",
    licence="MIT",
    licence_url="https://opensource.org/license/mit",
    url="pfocr_norm/lexicon/sources/common.py",
    takes="abbreviations, ions and formulas of chemicals that are everyday words of pathway figures",
    tables=(),
)

#: Full name (label or synonym of exactly one substance or role), then its short forms.
_TABLE = """
calcium: Ca, Ca2+, Ca(2+), Ca++
sodium: Na, Na+
potassium: K+
magnesium: Mg, Mg2+
zinc: Zn, Zn2+
iron: Fe, Fe2+, Fe3+, Fe(II), Fe(III)
copper: Cu, Cu2+, Cu+
manganese: Mn, Mn2+
lithium: Li, Li+
cobalt: Co2+
nickel: Ni2+
aluminium: Al, Al3+
cadmium: Cd, Cd2+
mercury: Hg, Hg2+
arsenic: As
selenium: Se
chloride ion: Cl-
hydrogen ion: H+
hydrogen peroxide: H2O2
superoxide: O2-, O2.-, superoxide anion
hydroxyl radical: OH., HO.
water: H2O
oxygen: O2
carbon dioxide: CO2
carbon monoxide: CO
hydrogen sulfide: H2S
nitric oxide: NO
peroxynitrite: ONOO-
ammonia: NH3
ammonium: NH4+
ammonium chloride: NH4Cl
sodium chloride: NaCl
potassium chloride: KCl
calcium chloride: CaCl2
lithium chloride: LiCl
magnesium chloride: MgCl2
carbon tetrachloride: CCl4
bicarbonate: HCO3-
nitrate: NO3-
nitrite: NO2-
phosphate: Pi, PO4
diphosphate: PPi
adenosine triphosphate: ATP
adenosine diphosphate: ADP
adenosine monophosphate: AMP
guanosine triphosphate: GTP
guanosine diphosphate: GDP
cyclic AMP: cAMP, cyclic AMP
cyclic GMP: cGMP, cyclic GMP
cGAMP: 2'3'-cGAMP, 2',3'-cGAMP, cyclic GMP-AMP
nadide: NAD+, NAD
NADH: NADH
NADPH: NADPH
NADP: NADP+, NADP
flavin adenine dinucleotide: FAD
coenzyme A: CoA
acetyl-CoA: AcCoA, acetyl CoA, Ac-CoA
S-adenosylmethionine: SAM, SAMe, AdoMet
S-adenosylhomocysteine: SAH, AdoHcy
glutathione: GSH
glutathione disulfide: GSSG
alpha-ketoglutarate: α-KG, aKG, 2-OG, alpha-KG, 2-oxoglutarate
oxaloacetate: OAA
phosphoenolpyruvate: PEP
glucose-6-phosphate: G6P
fructose 6-phosphate: F6P
fosfructose: F1,6BP, FBP, F1,6P
glyceraldehyde 3-phosphate: GA3P, G3P
inositol 1,4,5-trisphosphate: IP3, InsP3, Ins(1,4,5)P3
diacylglycerol: DAG
phosphatidic acid: PA
phosphatidylinositol: PtdIns
phosphatidylserine: PtdSer
phosphatidylethanolamine: PE
phosphatidylcholine: PC
sphingosine 1-phosphate: S1P, sphingosine-1-phosphate
lysophosphatidic acid: LPA
arachidonic acid: AA, arachidonate
eicosapentaenoic acid: EPA
docosahexaenoic acid: DHA
prostaglandin E2: PGE2
prostaglandin I2: PGI2, prostacyclin
prostaglandin D2: PGD2
prostaglandin H2: PGH2
prostaglandin F2alpha: PGF2α, PGF2a
thromboxane A2: TXA2
leukotriene B4: LTB4
leukotriene C4: LTC4
leukotriene D4: LTD4
platelet activating factor: PAF
lipopolysaccharides: LPS, lipopolysaccharide
lipopolysaccharide: LPS
reactive oxygen species: ROS
reactive nitrogen species: RNS
free fatty acids: FFA, FFAs, NEFA
fatty acids: FA, FAs
short-chain fatty acids: SCFA, SCFAs
polyunsaturated fatty acid: PUFA, PUFAs
triglycerides: TG, TAG
cholesterol: Chol
advanced glycation end products: AGEs, AGE
glycation end products, advanced: AGEs
glycosaminoglycans: GAG, GAGs
hyaluronic acid: HA, hyaluronan
heparan sulfate: HS
poly I-C: poly(I:C), polyIC, poly I:C
double-stranded RNA: dsRNA
gamma-aminobutyric acid: GABA
glutamic acid: Glu, L-Glu
dopamine: DA
serotonin: 5-HT, 5HT
norepinephrine: NE, NA
epinephrine: EPI
acetylcholine: ACh
levodopa: L-DOPA, L-Dopa, LDOPA
histamine: HA
melatonin: MT
N-methyl-D-aspartate: NMDA
kynurenine: Kyn
tryptophan: Trp
phenylalanine: Phe
tyrosine: Tyr
arginine: Arg
leucine: Leu
methionine: Met
cysteine: Cys
glycine: Gly
serine: Ser
glutamine: Gln
asparagine: Asn
aspartic acid: Asp
histidine: His
homocysteine: Hcy
estradiol: E2, 17β-estradiol, 17beta-estradiol, 17β-E2
estrone: E1
estriol: E3
progesterone: P4
testosterone: T
dihydrotestosterone: DHT
stanolone: DHT
dehydroepiandrosterone: DHEA
prasterone: DHEA
liothyronine: T3, triiodothyronine
levothyroxine: T4, thyroxine
aldosterone: ALDO
abscisic acid: ABA
jasmonic acid: JA
methyl jasmonate: MeJA
salicylic acid: SA
indoleacetic acid: IAA
gibberellins: GA, GAs
gibberellin A3: GA3
brassinosteroids: BR, BRs
ethylene: ET, C2H4
20-hydroxyecdysone: 20E, 20-HE
ecdysterone: 20E
juvenile hormones: JH
tretinoin: ATRA, all-trans retinoic acid, RA, retinoic acid
calcitriol: 1,25(OH)2D3, 1,25-(OH)2D3, 1,25D3
vitamin D: VitD, Vit D
ascorbic acid: AsA, Vit C
alpha-tocopherol: Vit E
vitamin E: Vit E
acetylcysteine: NAC
dithiothreitol: DTT
dimethyl sulfoxide: DMSO
ethanol: EtOH
sodium dodecyl sulfate: SDS
edetic acid: EDTA
egtazic acid: EGTA
tetradecanoylphorbol acetate: PMA, TPA
phorbol 12-myristate 13-acetate: PMA, TPA
ionomycin: Iono
cycloheximide: CHX
3-methyladenine: 3-MA, 3MA
chloroquine: CQ
hydroxychloroquine: HCQ
bafilomycin A1: BafA1, Baf A1, BafA, bafilomycin
tunicamycin: Tm
thapsigargin: TG, Tg
brefeldin A: BFA
carbonyl cyanide m-chlorophenyl hydrazone: CCCP
oligomycin: OA
rapamycin: Rapa, RAPA
sirolimus: Rapa, RAPA, rapamycin
tacrolimus: FK506, FK-506
cyclosporine: CsA, cyclosporin A, ciclosporin
everolimus: RAD001
doxorubicin: DOX, Dox, ADR, adriamycin
daunorubicin: DNR
cisplatin: CDDP, DDP
carboplatin: CBDCA
oxaliplatin: OXA, L-OHP
paclitaxel: PTX, Taxol
docetaxel: DTX
gemcitabine: GEM
fluorouracil: 5-FU, 5FU
methotrexate: MTX
cyclophosphamide: CTX, CPA, CYC
etoposide: VP-16, VP16
vincristine: VCR
temozolomide: TMZ
imatinib: STI571
dexamethasone: DEX, Dex
tamoxifen: TAM, TMX
fulvestrant: ICI 182,780, ICI182780
metformin: MET
aspirin: ASA
acetylsalicylic acid: ASA
acetaminophen: APAP, paracetamol
streptozocin: STZ, streptozotocin
angiotensin II: Ang II, AngII, ANG II
isoproterenol: ISO
isoprenaline: ISO
phenylephrine: PE
zidovudine: AZT
methamphetamine: METH
dizocilpine: MK-801, MK801
dizocilpine maleate: MK-801, MK801
midomafetamine: MDMA, ecstasy
N-methyl-3,4-methylenedioxyamphetamine: MDMA, ecstasy
3,4-methylenedioxymethamphetamine: MDMA, ecstasy
tetrahydrocannabinol: THC
dronabinol: THC
cannabidiol: CBD
anandamide: AEA
2-arachidonoylglycerol: 2-AG
nicotine: Nic
1-methyl-4-phenyl-1,2,3,6-tetrahydropyridine: MPTP
1-methyl-4-phenylpyridinium: MPP+
oxidopamine: 6-OHDA
resveratrol: RSV, RES
curcumin: Cur, CUR
quercetin: QUE
epigallocatechin gallate: EGCG
sulforaphane: SFN
bortezomib: BTZ
decitabine: 5-aza-dC, DAC
azacitidine: 5-aza, 5-AZA
trichostatin A: TSA
valproic acid: VPA, valproate
vorinostat: SAHA
hydroxyurea: HU
bromodeoxyuridine: BrdU
urethane: URE
benzo(a)pyrene: BaP, B[a]P
benzo[a]pyrene: BaP, B[a]P
2,3,7,8-tetrachlorodibenzodioxine: TCDD
polychlorinated dibenzodioxins: TCDD
bisphenol A: BPA
diethylhexyl phthalate: DEHP
bis(2-ethylhexyl) phthalate: DEHP
arsenic trioxide: ATO, As2O3
paraquat: PQ
phosphatidylinositol 4,5-diphosphate: PIP2, PI(4,5)P2, PtdIns(4,5)P2
phosphatidylinositol 3,4,5-triphosphate: PIP3, PI(3,4,5)P3, PtdIns(3,4,5)P3
phosphatidylinositol 3-phosphate: PI3P, PI(3)P, PtdIns3P
phosphatidylinositol 4-phosphate: PI4P, PI(4)P, PtdIns4P
lipoproteins, LDL: LDL, LDL-C
lipoproteins, HDL: HDL, HDL-C
lipoproteins, VLDL: VLDL
oxidized low density lipoprotein: oxLDL, ox-LDL
ceramide: Cer
isopentenyl pyrophosphate: IPP
farnesyl diphosphate: FPP
farnesyl pyrophosphate: FPP
geranylgeranyl pyrophosphate: GGPP
geranylgeranyl diphosphate: GGPP
sapropterin: BH4, tetrahydrobiopterin
tetrahydrofolic acid: THF
dihydrofolic acid: DHF
uridine diphosphate-N-acetylglucosamine: UDP-GlcNAc
UDP-N-acetylglucosamine: UDP-GlcNAc
2-hydroxyglutarate: 2-HG, 2HG
trimethylamine N-oxide: TMAO
deoxycholic acid: DCA
dichloroacetic acid: DCA
lithocholic acid: LCA
chenodeoxycholic acid: CDCA
ursodeoxycholic acid: UDCA
obeticholic acid: OCA
2-deoxyglucose: 2-DG
bromopyruvate: 3-BP, 3-BrPA
fingolimod: FTY720, FTY-720
2-(2-amino-3-methoxyphenyl)-4H-1-benzopyran-4-one: PD98059
torin 1: Torin1
venetoclax: ABT-199
veliparib: ABT-888
resiquimod: R848
pirinixic acid: WY14643, Wy-14643
thiazolidinediones: TZD, TZDs
deferoxamine: DFO
oxalylglycine: DMOG
cobaltous chloride: CoCl2
cobalt dichloride: CoCl2
cobalt chloride: CoCl2
nitroprusside: SNP
nitroglycerin: GTN
amphotericin B: AmB
methyl methanesulfonate: MMS
staurosporine: STS
carbamazepine: CBZ
diethylstilbestrol: DES
pentylenetetrazole: PTZ
pentetrazol: PTZ
kainic acid: KA
puromycin aminonucleoside: PAN
ethinylestradiol: EE2
ethinyl estradiol: EE2
prostaglandins: PG, PGs
estrogens: oestrogen, oestrogens
sodium selenite: Na2SeO3
malondialdehyde: MDA
4-hydroxy-2-nonenal: 4-HNE, HNE
amino acids: AA, AAs
branched-chain amino acids: BCAA, BCAAs
amino acids, branched-chain: BCAA, BCAAs
monosodium urate: MSU
amyloid beta-peptides: Aβ, Abeta, A-beta
aromatase inhibitors: AI, AIs
selective estrogen receptor modulators: SERM, SERMs
anti-inflammatory agents, non-steroidal: NSAID, NSAIDs
non-steroidal anti-inflammatory drug: NSAID, NSAIDs
angiotensin-converting enzyme inhibitors: ACEI, ACEi, ACE inhibitor, ACE inhibitors
angiotensin receptor antagonists: ARB, ARBs
selective serotonin reuptake inhibitors: SSRI, SSRIs
histone deacetylase inhibitors: HDACi, HDAC inhibitor, HDAC inhibitors
proton pump inhibitors: PPI, PPIs
hydroxymethylglutaryl-CoA reductase inhibitors: statin, statins
protein kinase inhibitors: kinase inhibitor
tyrosine kinase inhibitors: TKI, TKIs
tyrosine kinase inhibitor: TKI, TKIs
poly(ADP-ribose) polymerase inhibitors: PARPi, PARP inhibitor, PARP inhibitors
immune checkpoint inhibitors: ICI, ICIs
glucocorticoids: GC, GCs
"""

#: Concepts that are one substance, though no mapping says so: the first takes in the second.
SAME = (
    ("drugbank:DB02527", "mesh:D000242"),  # cyclic AMP
    ("chebi:16761", "mesh:D000244"),  # ADP
    ("drugbank:DB00131", "mesh:D000249"),  # AMP
    ("drugbank:DB00118", "mesh:D012436"),  # S-adenosylmethionine
    ("drugbank:DB01752", "mesh:D012435"),  # S-adenosylhomocysteine
    ("drugbank:DB03401", "mesh:D015544"),  # inositol 1,4,5-trisphosphate
    ("drugbank:DB14128", "chebi:13389"),  # NAD
    ("drugbank:DB09140", "chebi:15379"),  # oxygen
    ("drugbank:DB01592", "drugbank:DB14510"),  # iron, ferrous
    ("drugbank:DB09130", "drugbank:DB14552"),  # copper, cupric
    ("drugbank:DB14049", "chebi:51081"),  # nitrate
    ("drugbank:DB12529", "chebi:25549"),  # nitrite
    ("drugbank:DB00279", "mesh:D014284"),  # triiodothyronine
    ("drugbank:DB00451", "chebi:30660"),  # thyroxine
    ("drugbank:DB00755", "chebi:26536"),  # retinoic acid
    ("drugbank:DB16935", "chebi:16587"),  # 20-hydroxyecdysone
    ("drugbank:DB16829", "chebi:2365"),  # abscisic acid
    ("chebi:28815", "mesh:D006497"),  # heparan sulfate
    ("chebi:84491", "mesh:D011070"),  # poly(I:C)
    ("drugbank:DB17045", "chebi:37537"),  # phorbol myristate acetate
    ("chebi:3259", "mesh:D002258"),  # CCCP
    ("chebi:34725", "chebi:176788"),  # dizocilpine
    ("drugbank:DB01454", "mesh:D018817"),  # MDMA
    ("chebi:17747", "mesh:D004051"),  # diethylhexyl phthalate
    ("drugbank:DB13415", "mesh:D010433"),  # pentetrazol
    ("chebi:15724", "mesh:C005855"),  # trimethylamine N-oxide
    ("drugbank:DB07841", "mesh:C002963"),  # geranylgeranyl diphosphate
    ("drugbank:DB00163", "chebi:22470"),  # vitamin E
    ("drugbank:DB06151", "chebi:7421"),  # acetylcysteine
    ("drugbank:DB02338", "chebi:16474"),  # NADPH
    ("mesh:D000894", "chebi:35475"),  # non-steroidal anti-inflammatory drugs
    ("mesh:D019161", "chebi:87631"),  # statins
)


def parse(open_table: OpenTable | None = None) -> Iterator[tuple[str, list[str]]]:
    """Yield (full name, short forms).

    Examples
    --------
    >>> dict(parse())["hydrogen peroxide"]
    ['H2O2']
    """
    for line in _TABLE.strip().splitlines():
        full, _, short = line.partition(": ")
        yield full, short.split(", ")
