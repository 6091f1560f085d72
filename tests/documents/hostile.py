"""Names as they come out of forms, spreadsheets and other people's intentions."""

import unicodedata

NAMES = {
    "plain": "Іван Коваленко",
    "long": "Wolfeschlegelsteinhausenbergerdorff" * 12,
    "wide": "W" * 400,
    # Without lam-alef, which is drawn as one shape and read back in either order.
    "right-to-left": "محمد عبد الرحمن يوسف",
    "long-right-to-left": "عبدالرحمن" * 40,
    "two-ways": "Oleg משה Коваль",
    "marks": unicodedata.normalize("NFC", "Nguye\u0302\u0303n Thi\u0323 A\u0301nh"),
    "emoji": "Anna 🕯 O’Neill 👩‍👧",
    "scripts": "გიორგი Նարեկ משה ሰላም ไทย",
    "typst": '#import "x": y #panic("no") *bold* _it_ $x^2$ `raw` = a @b <c> \\u{1F600} //x',
    "function": '#image("/etc/passwd") #read("fonts.toml") #sys.inputs {person} {0} %s ${a}',
    "html": "<script>alert(1)</script><img src=x onerror=y>&amp;<b>",
}
# Scripts that order their letters anew: read back letter by letter.
REORDERED = "नेपाल দীপা தமிழ் ಕನ್ನಡ മലയാളം"
# What is stripped: as given, and as printed.
STRIPPED = {
    "override": ("Anna \u202eLIVED\u202c \u2066x\u2069 \u2069\u2069\u200fB", "Anna LIVED x B"),
    "controls": (
        "An\x00na\x07\x1b[31m\tKo\r\nval\u2028\u2029\ufeff\ud800\u00ad",
        "Anna[31m Ko val",
    ),
    "heap": ("Z" + "\u0310" * 300 + "oe", "Z" + "\u0310" * 6 + "oe"),
    "tags": ("A\U000e0067\U000e0062B", "AB"),
}
