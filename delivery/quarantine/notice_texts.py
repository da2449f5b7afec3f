"""Notice texts: what staff are told of a copied home, in words that are ready: short forms in the
capitals of GSM 03.38."""

from collections.abc import Mapping

from delivery.notices import NoticeText

QUARANTINED_HOME: Mapping[str, NoticeText] = {
    "el": NoticeText(
        "Ένα αντίγραφο του Tocsin ξεκίνησε",
        "Η εγκατάσταση αυτή είναι αντίγραφο ή επαναφέρθηκε από αντίγραφο ασφαλείας. Δεν μπορεί να ξέρει τι έχει σταλεί "
        "από τότε, γι’ αυτό ό,τι εκκρεμούσε δεν στέλνεται και καμία προγραμματισμένη αποστολή δεν γίνεται, μέχρι να αποφασίσετε. "
        "Νέες ειδοποιήσεις στέλνονται κανονικά.\n\ntocsin release\n",
        "TOCSIN: ENA ANTIΓPAΦO ΞEKINHΣE. O,TI EKKPEMOYΣE ΔEN ΣTEΛNETAI ΠPIN AΠO: tocsin release",
    ),
    "en": NoticeText(
        "A copy of Tocsin has started",
        "This installation is a copy, or was restored from a backup. It cannot know what has been sent since, so what "
        "was open is not sent and no schedule fires until you decide. New alerts are sent as ever.\n\ntocsin release\n",
        "TOCSIN: a copy has started held. What was open is NOT sent before: tocsin release",
    ),
}
