#include "markers.h"

typedef struct { /* a text; beyond its end there is 0 */
    const Characters *characters;
    const uint32_t *codes;
    int64_t count;
} Text;

static const uint32_t NUMERALS[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x96F6, 0x3007, 0}; /* 一二三四五六七八九十百零〇 */
static const uint32_t PLAIN_NUMERALS[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0}; /* 一二三四五六七八九十 */
static const uint32_t COUNTS[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x4E24, 0}; /* 一二三四五六七八九十百千两 */
static const uint32_t UNITS[] = {0x6708, 0x4E2A, 0x4E24, 0x3001, 0x5B63, 0x6279, 0x671F, 0x5E74, 0x6240, 0x8F6E, 0x7EA7, 0}; /* 月个两、季批期年所轮级 */
static const uint32_t CAPITALS[] = {0x58F9, 0x8D30, 0x53C1, 0x8086, 0x4F0D, 0x9646, 0x67D2, 0x634C, 0x7396, 0x62FE, 0}; /* 壹贰叁肆伍陆柒捌玖拾 */
static const uint32_t PARTS[] = {0x7AE0, 0x8282, 0x90E8, 0x5206, 0x7BC7, 0}; /* 章节部分篇 */
static const uint32_t BEHIND_PART[] = {0x3001, 0x003A, 0xFF1A, 0x0020, 0x3000, 0}; /* 、:： 　 */
static const uint32_t BEHIND_CN[] = {0x3001, 0xFF0E, 0xFF0C, 0}; /* 、．， */
static const uint32_t BEHIND_CAPITAL[] = {0x3001, 0x002E, 0xFF0E, 0}; /* 、.． */
static const uint32_t BEHIND_ORDINAL[] = {0xFF0C, 0x002C, 0x3001, 0x003A, 0xFF1A, 0}; /* ，,、:： */
static const uint32_t OPENING_BRACKETS[] = {0xFF08, 0x0028, 0x3014, 0x3010, 0}; /* （(〔【 */
static const uint32_t CLOSING_BRACKETS[] = {0xFF09, 0x0029, 0x3015, 0x3011, 0}; /* ）)〕】 */
static const uint32_t VERBS[] = {0x662F, 0x8981, 0x5219, 0}; /* 是要则 */
static const uint32_t BEHIND_NAMED[] = {0x662F, 0xFF0C, 0x8981, 0}; /* 是，要 */
static const uint32_t ENDS[] = {0xFF0C, 0x3002, 0xFF1B, 0}; /* ，。； */
static const uint32_t MEASURES[] = {0x0025, 0x2030, 0xFF05, 0x4E07, 0x4EBF, 0x5143, 0x500D, 0x4E2A, 0x767E, 0x5343, 0x002E, 0xFF0E, 0x3001, 0}; /* %‰％万亿元倍个百千.．、 */
static const uint32_t BULLETS[] = {0x25A0, 0x25CF, 0x25C6, 0x25B2, 0x2605, 0x25CE, 0x25CB, 0x25A1, 0x25C7, 0x203B, 0x25BA, 0x25B6, 0x2022, 0x00B7, 0}; /* ■●◆▲★◎○□◇※►▶•· */
static const uint32_t BLANKS[] = {0x0020, 0x0009, 0x3000, 0}; /*  \t　 */
static const uint32_t FIRSTS[] = {0x2460, 0x2474, 0x3220, 0x2776, 0}; /* ①⑴㈠❶ */
static const uint32_t NAMED[][5] = { /* 首先 其次 再次 再者 最后 此外 另外 一方面 另一方面 */
    {0x9996, 0x5148},
    {0x5176, 0x6B21},
    {0x518D, 0x6B21},
    {0x518D, 0x8005},
    {0x6700, 0x540E},
    {0x6B64, 0x5916},
    {0x53E6, 0x5916},
    {0x4E00, 0x65B9, 0x9762},
    {0x53E6, 0x4E00, 0x65B9, 0x9762},
};
static const uint32_t FIRST_NAMED[][4] = { /* 第一 首先 其一 一方面 */
    {0x7B2C, 0x4E00},
    {0x9996, 0x5148},
    {0x5176, 0x4E00},
    {0x4E00, 0x65B9, 0x9762},
};

static uint32_t at(const Text *text, int64_t place) { return place < text->count ? text->codes[place] : 0; }

static int is_in(uint32_t code, const uint32_t *marks)
{
    for (; *marks; marks++)
        if (*marks == code) return 1;
    return 0;
}

static int is_digit(const Text *text, int64_t place) { return (kind_of(text->characters, at(text, place)) & DIGIT) != 0; }

static int64_t passed(const Text *text, int64_t place, const uint32_t *marks)
{
    while (is_in(at(text, place), marks)) place++;
    return place;
}

/* Where the word ends that stands here, 0 where another does. */
static int64_t word_end(const Text *text, int64_t place, const uint32_t *word, int longest)
{
    for (int i = 0; i < longest && word[i]; i++)
        if (at(text, place++) != word[i]) return 0;
    return place;
}

/* Where the Chinese number ends that stands here; 0 where there is none, or a longer one than markers have. */
static int64_t numeral_end(const Text *text, int64_t place)
{
    int64_t end = passed(text, place, NUMERALS);
    return end > place && end - place <= 4 ? end : 0;
}

/* Where the number of one or two digits ends that stands here, 0 where there is none. */
static int64_t digits_end(const Text *text, int64_t place)
{
    int64_t end = place;
    while (is_digit(text, end)) end++;
    return end > place && end - place <= 2 ? end : 0;
}

static int64_t with_one_of(const Text *text, int64_t place, const uint32_t *marks) { return place + is_in(at(text, place), marks); }

/* Whether a number and a unit follow (三、四月), so that no list is numbered here. */
static int is_counted(const Text *text, int64_t place)
{
    int64_t end = passed(text, place, COUNTS);
    if (end > place && is_in(at(text, end), UNITS)) return 1;
    for (int64_t i = place + 1; i < end; i++)
        if (is_in(at(text, i), UNITS)) return 1;
    return 0;
}

/* Each of these gives where a marker of its scheme ends, 0 where there is none. */

static int64_t chapter(const Text *text, int64_t place)
{
    int64_t end = at(text, place) == 0x7B2C ? numeral_end(text, place + 1) : 0; /* 第 */
    if (!end || !is_in(at(text, end), PARTS)) return 0;
    return with_one_of(text, with_one_of(text, end + 1, PARTS), BEHIND_PART);
}

static int64_t cn(const Text *text, int64_t place)
{
    int64_t end = numeral_end(text, place);
    if (end && is_in(at(text, end), BEHIND_CN)) return is_counted(text, end + 1) ? 0 : end + 1;
    if (end && at(text, end) == '.') return is_digit(text, end + 1) ? 0 : end + 1;
    return is_in(at(text, place), CAPITALS) && is_in(at(text, place + 1), BEHIND_CAPITAL) ? place + 2 : 0;
}

static int goes_on(const Text *text, int64_t place) { return place < text->count && !is_in(at(text, place), ENDS); }

static int64_t cn_in_brackets(const Text *text, int64_t place)
{
    if (is_in(at(text, place), OPENING_BRACKETS)) {
        int64_t end = numeral_end(text, place + 1);
        return end && is_in(at(text, end), CLOSING_BRACKETS) ? with_one_of(text, end + 1, BEHIND_CAPITAL) : 0;
    }
    int64_t end = numeral_end(text, place);
    return end && (at(text, end) == 0xFF09 || at(text, end) == ')') && goes_on(text, end + 1) ? end + 1 : 0;
}

static int64_t ordinal(const Text *text, int64_t place)
{
    int64_t end = 0;
    if (at(text, place) == 0x7B2C) end = numeral_end(text, place + 1); /* 第 */
    if (at(text, place) == 0x5176) end = passed(text, place + 1, PLAIN_NUMERALS); /* 其 */
    return end > place + 1 && is_in(at(text, end), BEHIND_ORDINAL) ? end + 1 : 0;
}

static int64_t item(const Text *text, int64_t place)
{
    int64_t end = numeral_end(text, place);
    if (end && is_in(at(text, end), VERBS)) {
        end++;
        if (at(text, end) == 0x8981 && goes_on(text, end + 1)) return end + 1; /* 要 */
        if (goes_on(text, end)) return end;
    }
    for (unsigned i = 0; i < sizeof(NAMED) / sizeof(*NAMED); i++)
        if ((end = word_end(text, place, NAMED[i], 5)) && is_in(at(text, end), BEHIND_NAMED)) return end + 1;
    return 0;
}

static int64_t in_brackets(const Text *text, int64_t place)
{
    int opened = at(text, place) == 0xFF08 || at(text, place) == '(';
    int64_t end = digits_end(text, place + opened);
    if (!end || (at(text, end) != 0xFF09 && at(text, end) != ')')) return 0;
    return opened ? with_one_of(text, end + 1, BEHIND_CAPITAL) : end + 1;
}

static int64_t number(const Text *text, int64_t place)
{
    int64_t end = digits_end(text, place);
    if (!end) return 0;
    int groups = 0;
    for (int64_t next; groups < 3 && at(text, end) == '.' && (next = digits_end(text, end + 1)); groups++) end = next;
    if (at(text, end) == 0x3001 || at(text, end) == 0xFF0E) return end + 1;
    if (at(text, end) == '.' && !is_digit(text, end + 1)) return end + 1;
    if (!groups) return 0;
    int64_t next = end;
    while (at(text, next) == ' ' || at(text, next) == 0x3000) next++;
    if (next >= text->count || is_in(at(text, next), MEASURES) || kind_of(text->characters, at(text, next)) & (DIGIT | BLANK)) return 0;
    return end;
}

static int64_t circled(const Text *text, int64_t place)
{
    uint32_t code = at(text, place);
    int is = (code >= 0x2460 && code <= 0x2473) || (code >= 0x3220 && code <= 0x3229) || (code >= 0x2474 && code <= 0x2487)
             || (code >= 0x2776 && code <= 0x277F);
    return is ? with_one_of(text, place + 1, BEHIND_CAPITAL) : 0;
}

static int64_t dash(const Text *text, int64_t place)
{
    uint32_t code = at(text, place);
    int64_t end = place;
    if (code == 0x2014 || code == 0x2500) { /* — ─ */
        while (at(text, end) == code) end++;
        return end - place > 1 ? end : 0;
    }
    end = passed(text, place, BULLETS);
    return end > place ? end : 0;
}

static int is_first(const Text *text, int64_t place)
{
    if (is_in(at(text, place), FIRSTS)) return 1;
    for (unsigned i = 0; i < sizeof(FIRST_NAMED) / sizeof(*FIRST_NAMED); i++)
        if (word_end(text, place, FIRST_NAMED[i], 4)) return 1;
    place += at(text, place) == 0xFF08 || at(text, place) == '(';
    if (at(text, place) != 0x4E00 && at(text, place) != '1') return 0; /* 一 */
    uint32_t behind = at(text, place + 1);
    return place + 1 < text->count && (behind < 0x4E00 || behind > 0x9FA5 || is_in(behind, VERBS));
}

Marker marker_of(const Characters *characters, const uint32_t *codes, int64_t count)
{
    static int64_t (*const schemes[])(const Text *, int64_t) = {chapter, cn, cn_in_brackets, ordinal, item, in_brackets, number, circled, dash};
    Text text = {characters, codes, count};
    if (!count || !(kind_of(characters, codes[0]) & (OPENS | DIGIT))) return (Marker){NONE, 0, 0};
    int64_t place = passed(&text, 0, BLANKS);
    for (int scheme = CHAPTER; scheme <= DASH; scheme++) {
        int64_t end = schemes[scheme](&text, place);
        if (end) return (Marker){scheme, passed(&text, end, BLANKS), is_first(&text, place)};
    }
    return (Marker){NONE, 0, 0};
}
