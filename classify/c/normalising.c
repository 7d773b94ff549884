#include "normalising.h"

#include <string.h>

#define KIND(code) kind_of(characters, code)

/* Writes a sentence between BEGIN and END, widths made alike, blanks left out; what its characters are before and after that. */
static int64_t write_widths(
    const Characters *characters, const uint32_t *codes, int64_t count, uint32_t *written, uint32_t *kinds, uint32_t *written_kinds)
{
    int64_t number = 1;
    uint32_t before = 0, after = 0;
    written[0] = BEGIN;
    for (int64_t i = 0; i < count; i++) {
        uint32_t code = codes[i] < characters->size ? characters->widths[codes[i]] : codes[i];
        uint32_t kind = KIND(code);
        before |= KIND(codes[i]);
        after |= kind;
        written[number] = code;
        number += !(kind & BLANK) & (code != BEGIN) & (code != END);
    }
    written[number] = END;
    *kinds = before;
    *written_kinds = after;
    return number + 1;
}

/* D建 as 党建. */
static void write_party(const Characters *characters, uint32_t *codes, int64_t count)
{
    uint32_t before = 0;
    for (int64_t i = 0; i < count; i++) {
        uint32_t code = codes[i], next = codes[i + 1];
        if (code == 'D') {
            int opens = !(KIND(before) & LATIN) && (KIND(next) & HAN);
            if (opens || ((KIND(before) & HAN) && !(KIND(next) & LATIN) && !(next >= '0' && next <= '9'))) codes[i] = 0x515A; /* 党 */
        }
        before = code;
    }
}

static int is_year(const Characters *characters, const uint32_t *codes)
{
    int century = (codes[0] == '1' && codes[1] == '9') || (codes[0] == '2' && codes[1] == '0');
    if (!century || !(KIND(codes[2]) & KIND(codes[3]) & DIGIT)) return 0;
    uint32_t behind = KIND(codes[4]);
    return !(behind & DIGIT) && !((behind & POINT) && (KIND(codes[5]) & DIGIT));
}

/* All numbers but years as 0. */
static int64_t write_numbers(const Characters *characters, uint32_t *codes, int64_t count)
{
    int64_t number = 0;
    uint32_t before = 0;
    for (int64_t i = 0; i < count;) {
        uint32_t code = codes[i];
        int64_t end = i + 1;
        if ((KIND(code) & DIGIT) && !(KIND(before) & DIGIT) && !is_year(characters, codes + i)) {
            while (KIND(codes[end]) & DIGIT) end++;
            while ((KIND(codes[end]) & POINT) && (KIND(codes[end + 1]) & DIGIT))
                for (end += 2; KIND(codes[end]) & DIGIT;) end++;
            code = '0';
        }
        before = codes[end - 1];
        codes[number++] = code;
        i = end;
    }
    return number;
}

/* X万 as 0万, XX县 as 某县. */
static int64_t write_masks(const Characters *characters, uint32_t *codes, int64_t count)
{
    int64_t number = 0;
    uint32_t before = 0;
    for (int64_t i = 0; i < count;) {
        uint32_t code = codes[i];
        uint32_t kind = KIND(code);
        int64_t end = i + 1;
        if (kind & (MASK | ZERO)) {
            while (KIND(codes[end]) & MASK) end++;
            int about = codes[end] == 0x4F59 || codes[end] == 0x591A; /* 余 多 */
            int counts = (KIND(codes[end]) & UNIT) || (about && (KIND(codes[end + 1]) & UNIT));
            if (((kind & MASK) || end > i + 1) && counts)
                code = '0';
            else if ((kind & MASK) && ((KIND(codes[end]) | KIND(before)) & HAN))
                code = 0x67D0; /* 某 */
            else
                end = i + 1;
        }
        before = codes[end - 1];
        codes[number++] = code;
        i = end;
    }
    return number;
}

int64_t normalise(const Characters *characters, const uint32_t *codes, int64_t count, uint32_t *written, uint32_t *kinds)
{
    uint32_t held;
    count = write_widths(characters, codes, count, written, kinds, &held);
    memset(written + count, 0, BEYOND * sizeof(uint32_t));
    if (held & LATIN) write_party(characters, written, count);
    if (held & DIGIT) {
        count = write_numbers(characters, written, count);
        memset(written + count, 0, BEYOND * sizeof(uint32_t));
    }
    if (held & (MASK | ZERO)) count = write_masks(characters, written, count);
    return count;
}

/* How far the year that begins here is from the one reported on, from 0; -1 where none begins. */
static int64_t named_year(const Characters *characters, const uint32_t *codes, uint32_t before, int64_t reported, int64_t most)
{
    int century = (codes[0] == '1' && codes[1] == '9') || (codes[0] == '2' && codes[1] == '0');
    if (!century || (KIND(before) & DIGIT) || !(KIND(codes[2]) & KIND(codes[3]) & DIGIT) || (KIND(codes[4]) & DIGIT)) return -1;
    int64_t year = (codes[0] - '0') * 1000 + (codes[1] - '0') * 100 + characters->values[codes[2]] * 10 + characters->values[codes[3]];
    int64_t away = year - reported;
    return (away < -most ? -most : away > most ? most : away) + most;
}

Shape shape_of(const Characters *characters, const uint32_t *codes, int64_t count, int64_t reported, int64_t most)
{
    Shape shape = {.length = count, .end = count ? codes[count - 1] : 0};
    for (int64_t i = 0; i < count; i++) {
        uint32_t code = codes[i];
        shape.document |= code == 0x300A; /* 《 */
        if (code == '0') {
            shape.numbers++;
            shape.date |= codes[i + 1] == 0x6708 || codes[i + 1] == 0x65E5; /* 月 日 */
        } else if (reported && (code == '1' || code == '2')) {
            int64_t away = named_year(characters, codes + i, i ? codes[i - 1] : 0, reported, most);
            if (away >= 0) shape.years |= (int64_t)1 << away;
        }
    }
    return shape;
}
