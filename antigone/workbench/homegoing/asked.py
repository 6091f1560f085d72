"""What each step of a handover asks for."""

from django import forms

from antigone.casework.vocabulary import choices_of
from antigone.wording import N_
from antigone.workbench.forms import Form


class Move(Form):
    label = forms.CharField(label=N_("Code on the label of what moves"))
    to_place = forms.CharField(label=N_("Where it goes"))
    institution = forms.CharField(
        label=N_("Another institution, if it leaves this one"), required=False
    )
    handed_by = forms.CharField(label=N_("Who hands over"))
    received_by = forms.CharField(label=N_("Who receives"))
    because = forms.CharField(label=N_("Why"))


class Effect(Form):
    label = forms.CharField(label=N_("Code on the label"))
    description = forms.CharField(label=N_("What it is, and what can be read on it"))
    found_by = forms.CharField(label=N_("Who found it and hands it over"))
    place = forms.CharField(label=N_("Where it is now"))
    received_by = forms.CharField(label=N_("Who has it now"))
    valuable = forms.BooleanField(
        label=N_("Money, or dear to a family: for a sealed packet"), required=False
    )


class Sample(Form):
    label = forms.CharField(label=N_("Code on the label"))
    kind = forms.ChoiceField(label=N_("Kind"), choices=choices_of("SampleKind"))
    seal = forms.CharField(label=N_("Number of its seal"))
    taken_by = forms.CharField(label=N_("Who took it and hands it over"))
    place = forms.CharField(label=N_("Where it is now"))
    received_by = forms.CharField(label=N_("Who has it now"))


class Seal(Form):
    label = forms.CharField(label=N_("Code of the packet"))
    seal = forms.CharField(label=N_("Number of the seal, as it is read there"))
    effects = forms.CharField(label=N_("Codes of what lies in it, apart by spaces"))


class SealRead(Form):
    label = forms.CharField(label=N_("Code of the packet"))
    seal = forms.CharField(label=N_("Number of the seal, as it is read there"))


class Open(Form):
    label = forms.CharField(label=N_("Code of the packet"))
    because = forms.CharField(label=N_("Why it is to be opened"))


class Bury(Form):
    sample = forms.CharField(label=N_("Code of the sample that is kept"))
    cemetery = forms.CharField(label=N_("Cemetery"))
    grave = forms.CharField(label=N_("Mark on the grave"))
    latitude = forms.FloatField(label=N_("Latitude in degrees"), min_value=-90, max_value=90)
    longitude = forms.FloatField(label=N_("Longitude in degrees"), min_value=-180, max_value=180)
    handed_by = forms.CharField(label=N_("Who hands over"))
    buried_by = forms.CharField(label=N_("Who lays the deceased to rest"))
    rite = forms.CharField(label=N_("Rite"), required=False)
    cremation_because = forms.CharField(
        label=N_("If cremated: for which imperative reason"), required=False
    )


class TakeUp(Form):
    to_place = forms.CharField(label=N_("Where the deceased goes"))
    because = forms.CharField(label=N_("Why"))
    handed_by = forms.CharField(label=N_("Who hands over"))
    received_by = forms.CharField(label=N_("Who receives"))


class Farewell(Form):
    relative = forms.CharField(label=N_("Who says farewell, such as T-0031/1"))
    supported_by = forms.CharField(label=N_("Who is at the relative’s side"))
    place = forms.CharField(label=N_("Where"))
    effects_shown = forms.BooleanField(label=N_("Effects were shown, cleaned"), required=False)


class Entitle(Form):
    relative = forms.CharField(
        label=N_("Which relative may receive, such as T-0031/1"), required=False
    )
    authority = forms.CharField(
        label=N_("Or which authority, where no relative does"), required=False
    )
    document = forms.CharField(label=N_("On what paper"))


class Nothing(Form):
    pass


class Release(Form):
    received_by = forms.CharField(label=N_("Who receives"))
    place = forms.CharField(label=N_("Where the deceased is handed over"))
    effects = forms.CharField(
        label=N_("Codes of effects that go along, apart by spaces"), required=False
    )
    packets = forms.CharField(label=N_("Codes of sealed packets that go along"), required=False)
    effects_only = forms.BooleanField(
        label=N_("Effects alone; the deceased has gone home already"), required=False
    )


class HandOver(Form):
    handed_by = forms.CharField(label=N_("Who hands over"))
    inventory_signed = forms.BooleanField(
        label=N_("The receiver signed the inventory"), required=False
    )


class Dispute(Form):
    raised_by = forms.CharField(label=N_("Who contests it, sealed"))
    because = forms.CharField(label=N_("Why, sealed"))


class Grounds(Form):
    grounds = forms.CharField(label=N_("Grounds"), widget=forms.Textarea(attrs={"rows": 4}))


class Hold(Form):
    reference = forms.CharField(label=N_("File of the inquiry"))


class Because(Form):
    because = forms.CharField(label=N_("Why"))
