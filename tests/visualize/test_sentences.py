from visualize.sentences import Named, sentence

SUBJECT = Named("Vi øver på kriser.", "/s", "nb")
OTHER = Named("Vi øver", "/o", "nn")


def test_an_element_in_quotes_becomes_a_link_without_its_full_stop() -> None:
    told = sentence("Strategien «Vi øver på kriser» (3.B3) er ikke fulgt opp.", [SUBJECT], "nb")
    assert told == (
        'Strategien «<a class="ds-link" href="/s">Vi øver på kriser</a>» (3.B3) er ikke fulgt opp.'
    )


def test_an_element_whose_words_begin_another_is_found_in_its_own_quotes() -> None:
    told = sentence("«Vi øver på kriser» ligner «Vi øver».", [OTHER, SUBJECT], "nb")
    assert told.index('href="/s"') < told.index('href="/o"')
    assert told.count("<a ") == 2


def test_two_of_the_same_words_get_a_link_each() -> None:
    told = sentence("«Vi øver» ligner «Vi øver».", [OTHER, Named("Vi øver", "/x", "nb")], "nn")
    assert told.index('href="/o"') < told.index('href="/x"')


def test_an_element_that_the_sentence_does_not_name_is_left_out() -> None:
    assert sentence("Ingenting.", [SUBJECT], "nb") == "Ingenting."


def test_plan_words_in_an_english_sentence_are_marked_as_norwegian() -> None:
    told = sentence("“Et mål” is like “Vi øver”: Vi {+ikke+} øver", [OTHER], "en")
    assert told == (
        '<span lang="nn">“Et mål”</span> is like “<a class="ds-link" href="/o" lang="nn">Vi øver'
        '</a>”: <span lang="nn">Vi <ins>ikke</ins> øver</span>'
    )


def test_words_of_a_difference_are_no_link() -> None:
    told = sentence("ordlyden er en annen: «Vi øver» [-alltid-]", [OTHER], "nn")
    assert told == "ordlyden er en annen: «Vi øver» <del>alltid</del>"


def test_plan_text_is_never_markup() -> None:
    nasty = Named('<script>"\u202e', '/a"b', "nb")
    told = sentence('«<script>"\ufffd» <b> [-<i>-]', [nasty], "en")
    assert "<script>" not in told
    assert "<b>" not in told
    assert 'href="/a&#34;b"' in told
    assert "<del>&lt;i&gt;</del>" in told
