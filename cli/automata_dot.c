/* SPDX-License-Identifier: MIT */
#include "cli/automata_dot.h"

#include <inttypes.h>
#include <string.h>

#define SHADE "#ffe2a8"
#define BAD   "#c00000"

/* As a quoted string of DOT; a newline stays one. */
static void write_quoted(struct str *out, const char *text)
{
    str_append(out, "\"");
    for (; *text; text++)
        if (*text == '\n')
            str_append(out, "\\n");
        else if (*text == '"' || *text == '\\')
            str_printf(out, "\\%c", *text);
        else
            str_append_bytes(out, text, 1);
    str_append(out, "\"");
}

/* Lines that begin a little right of the arrow. */
static void write_arrow_label(struct str *out, const char *what, const char *site)
{
    struct str label = {0};
    str_printf(&label, "  %s  ", what);
    if (site[0])
        str_printf(&label, "\n  %s  ", site);
    str_append(out, " [label=");
    write_quoted(out, str_text(&label));
    str_release(&label);
}

static void write_node(const struct automaton_node *n, const char *prefix, size_t index,
                       struct str *out)
{
    str_printf(out, "    %s%zu [label=", prefix, index + 1);
    if (n->failure) {
        write_quoted(out, n->failure);
        str_append(out, ", shape=octagon, color=\"" BAD "\", fontcolor=\"" BAD "\"");
    } else if (n->pending) {
        struct str label = {0};
        str_printf(&label, "%zu\n%s", index + 1, n->pending);
        write_quoted(out, str_text(&label));
        str_append(out, ", shape=box");
        str_release(&label);
    } else {
        str_printf(out, "\"%zu\", shape=%s", index + 1, n->ends ? "doublecircle" : "circle");
    }
    str_append(out, n->critical ? ", style=filled, fillcolor=\"" SHADE "\"];\n" : "];\n");
    if (n->starts)
        str_printf(out, "    %sstart%zu [shape=point];\n    %sstart%zu -> %s%zu;\n", prefix,
                   index + 1, prefix, index + 1, prefix, index + 1);
}

static void write_edge(const struct automaton_edge *e, const char *prefix, struct str *out)
{
    str_printf(out, "    %s%u -> %s%u", prefix, e->from + 1, prefix, e->to + 1);
    write_arrow_label(out, e->what, e->site);
    str_append(out, e->local ? ", color=gray55, fontcolor=gray40" : "");
    str_append(out, e->taken ? "];\n" : ", style=dashed];\n");
}

static void write_body(const struct automaton *t, const char *prefix, struct str *out)
{
    for (size_t i = 0; i < t->nodes.count; i++)
        write_node(&t->nodes.items[i], prefix, i, out);
    for (size_t i = 0; i < t->edges.count; i++)
        write_edge(&t->edges.items[i], prefix, out);
}

static bool are_alike(const struct automaton *a, const struct automaton *b)
{
    struct str first = {0}, second = {0};
    write_body(a, "n", &first);
    write_body(b, "n", &second);
    bool alike = strcmp(a->function, b->function) == 0 &&
                 strcmp(str_text(&first), str_text(&second)) == 0;
    str_release(&first);
    str_release(&second);
    return alike;
}

static bool is_drawn_already(const struct automata *a, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (are_alike(&a->tasks.items[i], &a->tasks.items[index]))
            return true;
    return false;
}

/* A task, and those that do the same. */
static void write_task(const struct automata *a, size_t index, struct str *out)
{
    const struct automaton *t = &a->tasks.items[index];
    struct str names = {0}, prefix = {0};
    str_append(&names, t->task);
    for (size_t i = index + 1; i < a->tasks.count; i++)
        if (are_alike(t, &a->tasks.items[i]))
            str_printf(&names, ", %s", a->tasks.items[i].task);
    if (t->function[0])
        str_printf(&names, ": %s", t->function);
    str_printf(&prefix, "%s_", t->task);
    str_printf(out, "\n  subgraph cluster_%s {\n    label=", t->task);
    write_quoted(out, str_text(&names));
    str_append(out, ";\n");
    write_body(t, str_text(&prefix), out);
    str_append(out, "  }\n");
    str_release(&names);
    str_release(&prefix);
}

static void write_state(const struct product_node *n, size_t index, struct str *out)
{
    struct str label = {0};
    str_printf(&label, "%s%s%s%s", n->places, n->memory[0] ? "\n" : "", n->memory,
               n->stuck ? "\nnobody can go on" : "");
    str_printf(out, "    s%zu [shape=box, label=", index);
    write_quoted(out, str_text(&label));
    str_append(out, n->finished ? ", peripheries=2" : "");
    str_append(out, n->stuck ? ", color=\"" BAD "\", fontcolor=\"" BAD "\"" : "");
    str_append(out, n->critical ? ", style=filled, fillcolor=\"" SHADE "\"];\n" : "];\n");
    str_release(&label);
}

static void write_step(const struct product_edge *e, size_t index, struct str *out)
{
    static const char *const colours[] = {"black",   "#1f5fa8", "#2a7d3f", "#8a4fa0",
                                          "#a0522d", "#00777f", "#6b6b00", "#4b0082"};
    const char *colour = e->failure ? BAD : colours[e->task % (sizeof colours / sizeof *colours)];
    if (e->failure) {
        str_printf(out, "    error%zu [shape=octagon, color=\"" BAD "\", label=", index);
        write_quoted(out, e->failure);
        str_printf(out, "];\n    s%u -> error%zu", e->from, index);
    } else {
        str_printf(out, "    s%u -> s%u", e->from, e->to);
    }
    write_arrow_label(out, e->what, "");
    str_printf(out, ", color=\"%s\", fontcolor=\"%s\"];\n", colour, colour);
}

static void write_product(const struct automata *a, struct str *out)
{
    str_printf(out, "\n  subgraph cluster_product {\n    label=\"all %" PRIu64 " states\";\n"
                    "    sstart [shape=point];\n    sstart -> s0;\n", a->states);
    for (size_t i = 0; i < a->product.count; i++)
        write_state(&a->product.items[i], i, out);
    for (size_t i = 0; i < a->steps.count; i++)
        write_step(&a->steps.items[i], i, out);
    str_append(out, "  }\n");
}

static void write_title(const struct automata *a, const char *program, struct str *out)
{
    struct str title = {0};
    str_printf(&title, "%s: %" PRIu64 " %sstates%s\n", program, a->states,
               a->complete ? "reachable " : "",
               a->complete ? "" : " were looked at, there are more: dashed arrows may never occur");
    str_append(&title, "shaded: in its critical section or holding a lock; double circle: only has "
                       "to end; grey: nobody can interfere");
    str_append(out, "  label=");
    write_quoted(out, str_text(&title));
    str_append(out, ";\n");
    str_release(&title);
}

void automata_write_dot(const struct automata *a, const char *program, struct str *out)
{
    str_append(out, "digraph ");
    write_quoted(out, program);
    str_append(out, " {\n  labelloc=t;\n  fontname=\"Helvetica\";\n"
                    "  node [fontname=\"Helvetica\", fontsize=10];\n"
                    "  edge [fontname=\"Helvetica\", fontsize=9];\n");
    write_title(a, program, out);
    for (size_t i = 0; i < a->tasks.count; i++)
        if (!is_drawn_already(a, i))
            write_task(a, i, out);
    if (a->product.count > 0)
        write_product(a, out);
    str_append(out, "}\n");
}
