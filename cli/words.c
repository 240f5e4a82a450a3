/* SPDX-License-Identifier: MIT */
#include "cli/words.h"

#include <ctype.h>
#include <string.h>

void word_list_add(struct word_list *list, const char *prefix, const char *word)
{
    struct str both = {0};
    str_printf(&both, "%s%s", prefix, word);
    vec_push(&list->words, str_take(&both));
}

/* Appends one word, unquoted, to out; returns where it ended, or NULL if a quote is not closed. */
static const char *read_word(const char *at, struct str *out)
{
    char quote = 0;
    for (; *at && (quote || !isspace((unsigned char)*at)); at++) {
        if (*at == quote) {
            quote = 0;
        } else if (!quote && (*at == '\'' || *at == '"')) {
            quote = *at;
        } else {
            if (*at == '\\' && quote != '\'' && at[1])
                at++;
            str_append_bytes(out, at, 1);
        }
    }
    return quote ? NULL : at;
}

bool word_list_split(struct word_list *list, const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    while (*text) {
        struct str word = {0};
        text = read_word(text, &word);
        if (text == NULL) {
            str_release(&word);
            return false;
        }
        vec_push(&list->words, str_take(&word));
        while (isspace((unsigned char)*text))
            text++;
    }
    return true;
}

void word_list_release(struct word_list *list)
{
    for (size_t i = 0; i < list->words.count; i++)
        free(list->words.items[i]);
    vec_release(&list->words);
}

void shell_quote(const char *word, struct str *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "%+,-./:=@_";
    if (*word && strspn(word, plain) == strlen(word)) {
        str_append(out, word);
        return;
    }
    str_append(out, "'");
    for (; *word; word++) {
        if (*word == '\'')
            str_append(out, "'\\''");
        else
            str_append_bytes(out, word, 1);
    }
    str_append(out, "'");
}
