"""What a page prints for the codes of scoring.criteria.terms, of patients and of cases alike."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scoring.criteria import terms


class Sex(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class Antibody(TextChoices):
    JO1 = terms.Antibody.JO1, "anti-Jo1"
    PL7 = terms.Antibody.PL7, "anti-PL7"
    PL12 = terms.Antibody.PL12, "anti-PL12"
    EJ = terms.Antibody.EJ, "anti-EJ"
    OJ = terms.Antibody.OJ, "anti-OJ"
    KS = terms.Antibody.KS, "anti-KS"
    ZO = terms.Antibody.ZO, "anti-Zo"
    HA = terms.Antibody.HA, "anti-Ha"


class Manifestation(TextChoices):
    ARTHRITIS = terms.Manifestation.ARTHRITIS, _("Arthritis")
    FEVER = terms.Manifestation.FEVER, _("Fever")
    ILD = terms.Manifestation.ILD, _("Interstitial lung disease")
    MECHANICS_HANDS = terms.Manifestation.MECHANICS_HANDS, _("Mechanic's hands")
    MYOCARDITIS = terms.Manifestation.MYOCARDITIS, _("Myocarditis")
    MYOPERICARDITIS = terms.Manifestation.MYOPERICARDITIS, _("Myopericarditis")
    MYOSITIS = terms.Manifestation.MYOSITIS, _("Myositis")
    RASH = terms.Manifestation.RASH, _("Rash")
    RAYNAUD = terms.Manifestation.RAYNAUD, _("Raynaud phenomenon")


class Drug(TextChoices):
    ANAKINRA = terms.Drug.ANAKINRA, _("Anakinra")
    PREDNISONE = terms.Drug.PREDNISONE, _("Prednisone")
    PREDNISOLONE = terms.Drug.PREDNISOLONE, _("Prednisolone")
    METHYLPREDNISOLONE = terms.Drug.METHYLPREDNISOLONE, _("Methylprednisolone")
    TRIAMCINOLONE = terms.Drug.TRIAMCINOLONE, _("Triamcinolone")
    DEXAMETHASONE = terms.Drug.DEXAMETHASONE, _("Dexamethasone")
    BETAMETHASONE = terms.Drug.BETAMETHASONE, _("Betamethasone")
    HYDROCORTISONE = terms.Drug.HYDROCORTISONE, _("Hydrocortisone")
    CORTISONE = terms.Drug.CORTISONE, _("Cortisone")
    DEFLAZACORT = terms.Drug.DEFLAZACORT, _("Deflazacort")
    GLUCOCORTICOID = terms.Drug.GLUCOCORTICOID, _("Glucocorticoid, not specified")
    METHOTREXATE = terms.Drug.METHOTREXATE, _("Methotrexate")
    AZATHIOPRINE = terms.Drug.AZATHIOPRINE, _("Azathioprine")
    MYCOPHENOLATE = terms.Drug.MYCOPHENOLATE, _("Mycophenolate mofetil")
    CYCLOSPORINE = terms.Drug.CYCLOSPORINE, _("Cyclosporine")
    CYCLOPHOSPHAMIDE = terms.Drug.CYCLOPHOSPHAMIDE, _("Cyclophosphamide")
    RITUXIMAB = terms.Drug.RITUXIMAB, _("Rituximab")
    INFLIXIMAB = terms.Drug.INFLIXIMAB, _("Infliximab")
    IVIG = terms.Drug.IVIG, _("Intravenous immunoglobulins")
