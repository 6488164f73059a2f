"""On what evidence: a systematic review, its searches, reports and the cases they describe.

A count that a publication does not print is None and shown as "not reported".
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from literature.vocabulary import Status, Variable


class Review(models.Model):
    """A systematic review."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=300)
    question = models.TextField(_("question"))
    guideline = models.CharField(_("guideline"), max_length=80)
    source = models.TextField(_("where its facts come from"))

    def __str__(self) -> str:
        return self.title


class SearchRun(models.Model):
    """A search of one database, as it was run."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="searches", verbose_name=_("review")
    )
    database = models.CharField(_("database"), max_length=80)
    query = models.TextField(_("search string"))
    run_on = models.DateField(_("run on"), null=True, blank=True)
    hits = models.PositiveIntegerField(_("hits"), null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.database


class FlowCount(models.Model):
    """One number of the review's flow, by its key in the PRISMA 2020 diagram."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="flow", verbose_name=_("review")
    )
    key = models.CharField(_("box"), max_length=40)
    count = models.PositiveIntegerField(_("count"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "key"], name="flow_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class Report(models.Model):
    """A publication included in a review."""

    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, related_name="reports", verbose_name=_("review")
    )
    label = models.CharField(_("label"), max_length=40)
    citation_number = models.PositiveSmallIntegerField(
        _("number of the citation"), null=True, blank=True
    )
    authors = models.TextField(_("authors"))
    title = models.TextField(_("title"))
    journal = models.CharField(_("journal"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    volume = models.CharField(_("volume"), max_length=20, null=True, blank=True)
    pages = models.CharField(_("pages"), max_length=40, null=True, blank=True)

    class Meta:
        ordering = ["year", "label"]
        constraints = [
            models.UniqueConstraint(fields=["review", "label"], name="report_once_a_review"),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.year}"


class Case(models.Model):
    """One patient described in a report."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="cases", verbose_name=_("report")
    )
    label = models.CharField(_("label"), max_length=40)

    class Meta:
        ordering = [models.F("report__citation_number").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["report", "label"], name="case_once_a_report"),
        ]

    def __str__(self) -> str:
        return self.label


class CaseValue(models.Model):
    """One extracted value: reported with its value, or not reported without one.

    Lists keep the order in which the source names their members.
    """

    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="values", verbose_name=_("case")
    )
    variable = models.CharField(_("variable"), max_length=30, choices=Variable)
    status = models.CharField(_("state"), max_length=12, choices=Status)
    value = models.JSONField(_("value"), null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "variable"], name="variable_once_a_case"),
            models.CheckConstraint(
                condition=models.Q(status=Status.REPORTED, value__isnull=False)
                | models.Q(status=Status.NOT_REPORTED, value__isnull=True),
                name="value_when_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variable}: {self.value}"
