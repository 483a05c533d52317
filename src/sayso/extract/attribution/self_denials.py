"""Find denials in what somebody says: "our soldiers did not fire", "there was no massacre", "it is a lie".

Comes in: a parse and a content. Goes out: whether its main clause denies a deed, and which word stands for the deed.
What others failed to do is no denial: "he said the aid had not arrived". Cues that deny are in the lexicon.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.extract.attribution.attribution_words import load_attribution_words
from sayso.extract.attribution.cue_uses import clause_root, once_of_content, root_of
from sayso.extract.attribution.cues import CueLexicon
from sayso.extract.grammar.trees import Stretch, Tree
from sayso.nlp.deaths_in import load_deaths_in

_DONE = frozenset({"VBD", "VBN", "VB"})
_NOT = frozenset({"not", "n't", "n’t", "never"})
_THIS = frozenset({"it", "this", "that", "these", "those", "they"})
_FEW = 2
# So many words may follow the last "are" of "Reports that … are nothing but crude enemy propaganda".
_TAIL = 6
_NOT_YET = frozenset(
    {"will", "would", "can", "could", "should", "must", "yet", "'ll", "’ll", "may", "might"}
)
_US = frozenset({"we", "they", "it", "i", "he", "she"})
_OURS = frozenset({"our", "their", "its", "his", "her", "my"})


@once_of_content
def denies_itself(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "It had nothing to do with the blast", "we did not fire": the source says that it is not what it did.

    What others did not do is no denial: "he said the aid had not arrived". Words of denial somewhere in a long speech
    do not make all of it a denial.
    """
    if tells_bound(tree, content, lexicon):
        return False
    sentences = {tree.sentence[t] for s, e in content for t in range(s, e) if tree.is_word(t)}
    if content and _opens_with_denial(tree, *content[0], lexicon):
        return True
    for start, end in content:
        if len(sentences) <= _FEW and _has_denial_words(tree, start, end, lexicon):
            return True
        root = root_of(tree, start, end)
        if root is None:
            continue
        if _is_untrue(tree, root, lexicon) or _is_not_who(tree, root):
            return True
        if find_denied(tree, root, lexicon) is not None or _says_no(tree, start, end):
            return True
        joint = [c for c in tree.children[root] if tree.deps[c] == "conj" and c < end]
        if any(
            _nobody_did(tree, verb, lexicon) is not None
            for verb in joint
            if not (_is_unhurt(tree, verb) or _is_beside_deed(tree, root, verb, lexicon))
        ):
            return True
    return False


def tells_bound(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """Whether a content tells how many at most: "that the number of dead had not exceeded 150" denies no deed."""
    root = clause_root(tree, content)
    return root is not None and tree.lemmas[root] in lexicon.file.bounds


def _opens_with_denial(tree: Tree, start: int, end: int, lexicon: CueLexicon) -> bool:
    """ "It's not true, we fired into the air", "That is a lie": whatever is said after it."""
    words = [t for t in range(start, end) if tree.is_word(t)][:5]
    if len(words) < 3 or tree.words[words[0]] not in ("it", "that", "this", "these", "those"):
        return False
    if tree.lemmas[words[1]] not in ("be", "'s") and tree.words[words[1]] not in ("'s", "’s"):
        return False
    if tree.words[words[2]] in _NOT:
        return len(words) > 3 and tree.words[words[3]] in load_attribution_words().true_words
    said = [
        t for t in words[2:4] if tree.words[t] not in ("a", "an", "all", "pure", "just", "simply")
    ]
    return bool(said) and bool(
        {tree.words[said[0]], tree.lemmas[said[0]]} & lexicon.file.dismissals
    )


def _has_denial_words(tree: Tree, start: int, end: int, lexicon: CueLexicon) -> bool:
    """Whether the content's main clause has words such as "nothing to do with"."""
    text = " ".join(tree.words[start:end])
    for phrase in lexicon.file.denial_words:
        if phrase not in text:
            continue
        words = phrase.split()
        for at in range(start, end - len(words) + 1):
            if tree.words[at : at + len(words)] != words or not _is_in_main_clause(tree, at, start):
                continue
            if not (words[-1] == "such" and tree.words[at + len(words)] == "thing"):
                return True
    return False


def _is_in_main_clause(tree: Tree, token: int, start: int) -> bool:
    """Whether no relative or adverbial clause lies between a word and the content's own verb."""
    at = token
    while at >= start:
        if tree.pos[at] in ("VERB", "AUX") and tree.deps[at] in ("relcl", "advcl", "acl"):
            return False
        if tree.heads[at] == at:
            break
        at = tree.heads[at]
    return True


@once_of_content
def dismisses_charge(tree: Tree, content: Sequence[Stretch], lexicon: CueLexicon) -> bool:
    """ "The accusations are lies": a charge that is named is rejected."""
    if any(_is_dismissed_at_end(tree, start, end, lexicon) for start, end in content[:1]):
        return True
    root = clause_root(tree, content)
    subject = tree.child(root, "nsubj", "nsubjpass") if root is not None else None
    is_charge = subject is not None and _is_account(tree, subject, lexicon)
    if root is None or not is_charge:
        return False
    is_shaky = tree.lemmas[root] in lexicon.file.withstands
    is_shaky = is_shaky and any(tree.words[c] in _NOT for c in tree.children[root])
    return is_shaky or _is_untrue(tree, root, lexicon) or _is_affront(tree, root, lexicon)


def _is_account(tree: Tree, noun: int, lexicon: CueLexicon) -> bool:
    """ "The claim that", "the news that": what can be called a lie."""
    tidings = load_attribution_words().tidings
    return tree.lemmas[noun] in lexicon.file.accounts or tree.lemmas[noun] in tidings


def _is_affront(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "The charge was an insult to the party of peace", "the allegations are an outrage"."""
    subject, named = tree.child(root, "nsubj"), tree.child(root, "attr", "acomp")
    if subject is None or named is None or tree.lemmas[subject] not in lexicon.file.plain_charges:
        return False
    is_negated = any(tree.words[c] in _NOT for c in tree.children[root])
    return not is_negated and tree.lemmas[named] in lexicon.file.blameworthy


def _is_dismissed_at_end(tree: Tree, start: int, end: int, lexicon: CueLexicon) -> bool:
    """ "Reports that hundreds were killed are grossly exaggerated": however the parser reads what stands between."""
    words = [t for t in range(start, end) if tree.is_word(t) and tree.pos[t] != "DET"]
    if not words or not _is_account(tree, words[0], lexicon):
        return False
    copulas = [t for t in words[1:] if tree.lemmas[t] == "be" and tree.pos[t] == "AUX"]
    if not copulas or len([t for t in words if t > copulas[-1]]) > _TAIL:
        return False
    if tree.words[copulas[-1] + 1] in _NOT:
        return False
    if tree.words[copulas[-1] + 1] == "without":
        return tree.lemmas[copulas[-1] + 2] in lexicon.file.groundless
    forms = {form for t in words if t > copulas[-1] for form in (tree.words[t], tree.lemmas[t])}
    return bool(forms & lexicon.file.dismissals)


def _is_untrue(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "It is untrue that our jets hit it", "reports of a raid were fabricated": what is told is denied."""
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None:
        return False
    if tree.words[subject] in load_attribution_words().reverse:
        below = {tree.words[c] for c in tree.children[root]}
        return bool(below & {*load_attribution_words().true_words, "case"})
    told = (*lexicon.file.charges, *lexicon.file.exhibits, *load_attribution_words().tidings)
    if _is_made_up(tree, root):
        told = (*told, *lexicon.file.accounts)
    if tree.words[subject] not in _THIS and tree.lemmas[subject] not in told:
        return False
    said = [root, *(c for c in tree.children[root] if tree.deps[c] in ("acomp", "attr", "oprd"))]
    negated = any(tree.words[c] in _NOT for c in tree.children[root])
    dismissed = any({tree.words[t], tree.lemmas[t]} & lexicon.file.dismissals for t in said)
    dismissed = dismissed or _is_made_up(tree, root)
    if negated:
        return any(tree.words[t] in load_attribution_words().true_words for t in said)
    return dismissed


def _is_made_up(tree: Tree, root: int) -> bool:
    """ "The whole story was made up"."""
    is_made = tree.words[root] == "made" and tree.is_passive(root)
    return is_made and "up" in tree.words[root + 1 : root + 2]


def _is_not_who(tree: Tree, root: int) -> bool:
    """ "It was not his soldiers who shot the priest", "That was not us"."""
    subject, named = tree.child(root, "nsubj"), tree.child(root, "attr")
    if subject is None or named is None or tree.words[subject] not in _THIS:
        return False
    if not any(tree.words[c] in _NOT for c in tree.children[root]):
        return False
    is_us = tree.words[named] in ("us", "me", "them", "him")
    return is_us or any(tree.deps[c] == "relcl" for c in tree.children[named])


def find_denied(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """The word for what a clause says was not done, was not so or did not happen; None where it denies nothing.

    "our soldiers did not attack" → attack; "there was no massacre" → massacre; "the aid had not arrived" → None
    """
    if any(tree.words[c] in _NOT_YET for c in tree.children[root]):
        return None
    return (
        _neither_did(tree, root, lexicon)
        or _nobody_did(tree, root, lexicon)
        or _to_nobody(tree, root, lexicon)
        or _nothing_was(tree, root, lexicon)
        or _undone(tree, root, lexicon)
        or _elsewhere(tree, root)
        or _is_innocent(tree, root)
    )


def _nobody_did(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """ "Nobody fired on the crowd", "not one of our soldiers crossed the river", "no such thing happened"."""
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None or not is_none(tree, subject):
        return None
    if tree.lemmas[root] in lexicon.file.occurs:
        return subject
    owner = next((t for t in _below(tree, subject) if tree.words[t] in _OURS), None)
    is_deed = tree.lemmas[root] in lexicon.file.deeds
    return root if is_deed or owner is not None else None


def _is_unhurt(tree: Tree, verb: int) -> bool:
    """ "the bombs fell on a hillside and nobody was hurt": a toll of none; that they fell is not denied."""
    return tree.is_passive(verb) and tree.lemmas[verb] in load_attribution_words().hurts


def _is_beside_deed(tree: Tree, root: int, verb: int, lexicon: CueLexicon) -> bool:
    """ "found that troops had shot them and that nobody had fired back": that the troops shot them is not denied.

    In "said bandits shot them and that none of his men had fired" the speaker denies for his men.
    """
    doer, nobody = tree.child(root, "nsubj"), tree.child(verb, "nsubj", "nsubjpass")
    if doer is None or is_ours(tree, doer) or is_none(tree, doer):
        return False
    is_told = not any(tree.words[c] in _NOT for c in tree.children[root])
    is_ours_too = nobody is not None and any(tree.words[t] in _OURS for t in _below(tree, nobody))
    return is_told and _is_grave(tree, root, lexicon) and not is_ours_too


def _is_one_of_two(tree: Tree, subject: int) -> bool:
    """ "neither army", and not "neither the militia nor"."""
    return any(tree.words[c] == "neither" and tree.deps[c] == "det" for c in tree.children[subject])


def _is_grave(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    return tree.lemmas[root] in lexicon.file.deeds or tree.lemmas[root] in lexicon.file.harms


def _neither_did(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """ "Neither the militia nor its patrons had laid a finger on him", "knows nothing of any hold-up"."""
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None:
        return None
    if tree.lemmas[root] == "know" and _knows_nothing(tree, root):
        return root
    opens = (
        tree.words[tree.first[subject]] == "neither" or tree.words[tree.first[root]] == "neither"
    )
    if _is_behind_neither(tree, root):
        return root
    if _is_one_of_two(tree, subject) and not _is_grave(tree, root, lexicon):
        return None  # "Neither army has pulled back, the monitors said"
    return root if opens and tree.pos[root] == "VERB" and tree.tags[root] in _DONE else None


def _is_behind_neither(tree: Tree, root: int) -> bool:
    """ "was behind neither the bombing nor the kidnapping"."""
    return any(
        tree.words[c] in ("behind", "in") and tree.words[c + 1 : c + 2] == ["neither"]
        for c in tree.children[root]
    )


def _knows_nothing(tree: Tree, root: int) -> bool:
    """ "knows nothing of any hold-up", "had no knowledge of it"."""
    found = tree.child(root, "dobj")
    if found is None or tree.words[found] != "nothing":
        return False
    below = [*tree.children[found], *tree.children[root]]
    return any(tree.words[c] in ("of", "about") for c in below if c > found)


def _to_nobody(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """ "the coastguard fired on nobody"; "the raid killed nobody but wrecked a shed" denies no raid.

    Nor does "They shot him for nothing".
    """
    if tree.lemmas[root] not in lexicon.file.deeds and tree.lemmas[root] not in lexicon.file.harms:
        return None
    doer = tree.child(root, "nsubj")
    if doer is not None and tree.words[doer] in load_deaths_in().deeds:
        return None
    below = [c for child in tree.children[root] for c in (child, *tree.children[child])]
    objects = [c for c in below if c > root and tree.deps[c] in ("dobj", "pobj")]
    objects = [c for c in objects if tree.words[c - 1 : c + 1] != ["for", "nothing"]]
    return root if any(tree.words[c] in ("nobody", "nothing") for c in objects) else None


def _nothing_was(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """ "There was no massacre", "we have no troops in that area", "it had used no gas"."""
    lemma, children = tree.lemmas[root], tree.children[root]
    for thing in children:
        if tree.deps[thing] not in ("attr", "dobj", "nsubj") or not is_none(tree, thing):
            continue
        if thing < root and tree.deps[thing] == "nsubj" and lemma != "be":
            continue
        is_there = lemma == "be" and any(tree.words[c] == "there" for c in children)
        takes = load_attribution_words().takes_shares
        is_share = lemma in takes and tree.lemmas[thing] in lexicon.file.shares
        if is_share and (_is_own(tree, root) or _is_in_event(tree, thing, lexicon)):
            return (
                root  # "his government took no part in the coup", "rebels had no hand in the raid"
            )
        is_own = (lemma in lexicon.file.deeds or lemma == "have") and _is_own(tree, root)
        if is_there or is_own:
            is_force = tree.lemmas[thing] in lexicon.file.forces or tree.pos[thing] == "PROPN"
            is_event = tree.lemmas[thing] in lexicon.file.events or lemma in lexicon.file.deeds
            return thing if is_force or is_event else None
    return None


def _is_in_event(tree: Tree, share: int, lexicon: CueLexicon) -> bool:
    """ "no part in the attack": a share in something that was done."""
    below = [c for child in tree.children[share] for c in tree.children[child]]
    return any(tree.lemmas[c] in (*lexicon.file.events, *lexicon.file.atrocities) for c in below)


def _undone(tree: Tree, root: int, lexicon: CueLexicon) -> int | None:
    """ "our soldiers did not attack", "it never used gas", "rebels did not burn it", "our jets were not airborne"."""
    if not any(tree.words[c] in _NOT for c in tree.children[root]):
        return None
    subject = tree.child(root, "nsubj", "nsubjpass")
    if subject is None:
        return root if _never_has(tree, root, lexicon) else None
    lemma = tree.lemmas[root]
    if lemma in lexicon.file.occurs or _is_not_ours(tree, root):
        return subject
    if lemma in ("have", "do") and tree.pos[root] == "AUX" and is_ours(tree, subject):
        return root  # "They had not."
    if is_ours(tree, subject):
        is_never = any(tree.words[c] == "never" for c in tree.children[root])
        is_never = is_never and tree.words[subject] not in ("he", "she")
        is_deed = lemma in lexicon.file.deeds or (is_never and lemma not in lexicon.file.minds)
        is_deed = is_deed or _has_crime_done(tree, root, lexicon)
        is_deed = is_deed and tree.tags[root] in _DONE
        return root if is_deed or _was_there(tree, root) else None
    is_harm = lemma in lexicon.file.harms or lemma in lexicon.file.perpetrates
    is_harm = is_harm and tree.tags[root] in _DONE
    return root if is_harm or _was_part(tree, root) else None


def _has_crime_done(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "had not authorised the killing of a postman"; not "had not authorised the march"."""
    done = tree.child(root, "dobj")
    if done is None or tree.lemmas[root] not in lexicon.file.perpetrates:
        return False
    crimes = (*lexicon.file.events, *lexicon.file.atrocities, *lexicon.file.crimes)
    return tree.lemmas[done] in crimes


def _elsewhere(tree: Tree, root: int) -> int | None:
    """ "its soldiers were nowhere near the place"."""
    subject = tree.child(root, "nsubj")
    if subject is None or not is_ours(tree, subject) or tree.lemmas[root] != "be":
        return None
    return root if any(tree.words[t] == "nowhere" for t in _below(tree, root) if t > root) else None


def _is_innocent(tree: Tree, root: int) -> int | None:
    """ "they are innocent", "he was innocent of the charge"; not "the dead were innocent"."""
    subject, said = tree.child(root, "nsubj"), tree.child(root, "acomp")
    if subject is None or said is None or tree.words[said] != "innocent":
        return None
    return root if tree.words[subject] in _US - {"it"} else None


def _never_has(tree: Tree, root: int, lexicon: CueLexicon) -> bool:
    """ "claimed never to have shelled it"."""
    words = {tree.words[c] for c in tree.children[root]}
    return {"to", "have"} <= words and tree.lemmas[root] in lexicon.file.deeds


def _is_not_ours(tree: Tree, root: int) -> bool:
    """ "The cluster bombs were not ours"."""
    named = tree.child(root, "attr", "acomp", "nsubj")
    words = [tree.words[c] for c in tree.children[root]]
    return named is not None and bool({"ours", "mine", "theirs"} & {*words})


def _was_there(tree: Tree, root: int) -> bool:
    """ "was not on the beach", "were not even airborne", "is not involved"."""
    if _was_part(tree, root):
        return True
    if tree.lemmas[root] != "be":
        return False
    return any(
        tree.deps[c] == "prep" or tree.words[c] in ("there", "airborne", "present", "nearby")
        for c in tree.children[root]
    )


def _was_part(tree: Tree, root: int) -> bool:
    """ "was not involved", "was not behind it", "is not responsible"."""
    words = {tree.words[c] for c in tree.children[root]} | {tree.words[root]}
    return bool(words & {"involved", "behind", "responsible", "implicated", "complicit", "guilty"})


def is_none(tree: Tree, noun: int) -> bool:
    """Whether a noun phrase says that there is nobody or nothing: "no plane", "none of its jets", "not one of us"."""
    if tree.words[noun] in ("nobody", "none", "nothing", "no-one"):
        return True
    before = [c for c in tree.children[noun] if c < noun]
    words = [tree.words[c] for c in before]
    if _is_bound(tree, before):
        return False
    if tree.words[noun] == "one":
        return "not" in words or "no" in words or tree.words[max(0, noun - 1)] in ("not", "no")
    return "no" in words or ("not" in words and ("single" in words or "a" in words))


def _is_bound(tree: Tree, before: Sequence[int]) -> bool:
    """ "no more than five civilians", "not fewer than nine": a number and its bound."""
    return any(
        tree.words[t] in ("no", "not") and tree.words[t + 1] in ("more", "fewer", "less")
        for t in before
    )


def _below(tree: Tree, token: int) -> range:
    return range(tree.first[token], tree.last[token] + 1)


def _is_own(tree: Tree, verb: int) -> bool:
    subject = tree.child(verb, "nsubj")
    return subject is not None and is_ours(tree, subject)


def is_ours(tree: Tree, subject: int) -> bool:
    """Whether a subject inside somebody's words is their own side: "we", "it", "its gunners"."""
    owner = tree.child(subject, "poss")
    return tree.words[subject] in _US or (owner is not None and tree.words[owner] in _OURS)


def is_third_party(tree: Tree, subject: int) -> bool:
    """Whether a subject can be somebody else who acts: a name, or people, but no pronoun."""
    if tree.pos[subject] == "PROPN" or tree.entities[subject]:
        return True
    is_body = tree.lemmas[subject] in load_attribution_words().bodies
    return tree.pos[subject] == "NOUN" and (tree.tags[subject] == "NNS" or is_body)


def _says_no(tree: Tree, start: int, end: int) -> bool:
    """ "No", "Absolutely not": all that is said, or how it begins."""
    words = [tree.words[t] for t in range(start, end) if tree.is_word(t)][:2]
    if words == ["absolutely", "not"] or words == ["certainly", "not"]:
        return True
    is_alone = sum(tree.is_word(t) for t in range(start, end)) == 1
    return words[:1] == ["no"] and is_alone
