/* SPDX-License-Identifier: MIT */
/*
 * Strongly connected components.
 *
 * Goal: they are the classes of "each is reachable from the other", in the promised order.
 * Method: random subgraphs of random graphs against the transitive closure; shapes with known
 *         answers.
 */
#include "tests/suite.h"

#include "checker/liveness/scc.h"
#include "tests/liveness_rig.h"

enum { STATES_MAX = 12 };

static void close_paths(const struct subgraph *sub, bool path[STATES_MAX][STATES_MAX])
{
    const struct graph *g = sub->graph;
    for (uint32_t s = 0; s < g->states; s++) {
        path[s][s] = subgraph_has_state(sub, s);
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++)
            path[s][g->target[e]] |= subgraph_has_state(sub, s) && subgraph_has_edge(sub, e);
    }
    for (uint32_t k = 0; k < g->states; k++)
        for (uint32_t i = 0; i < g->states; i++)
            for (uint32_t j = 0; j < g->states; j++)
                path[i][j] |= path[i][k] && path[k][j];
}

static void compare_components(const struct subgraph *sub)
{
    const uint32_t states = sub->graph->states;
    bool path[STATES_MAX][STATES_MAX] = {{0}};
    struct scc scc;
    close_paths(sub, path);
    scc_find(sub, &scc);
    for (uint32_t i = 0; i < states; i++) {
        CU_ASSERT_EQUAL(scc.component[i] == SCC_NONE, !subgraph_has_state(sub, i));
        for (uint32_t j = 0; j < states; j++) {
            if (!subgraph_has_state(sub, i) || !subgraph_has_state(sub, j))
                continue;
            CU_ASSERT_EQUAL(scc.component[i] == scc.component[j], path[i][j] && path[j][i]);
            if (path[i][j])
                CU_ASSERT_TRUE(scc.component[i] >= scc.component[j]);
        }
    }
    uint32_t members = 0;
    for (uint32_t c = 0; c < scc.count; c++) {
        CU_ASSERT_TRUE(scc.first[c] == members && scc.first[c + 1] > members);
        for (; members < scc.first[c + 1]; members++)
            CU_ASSERT_EQUAL(scc.component[scc.members[members]], c);
    }
    for (uint32_t s = 0; s < states; s++)
        members -= subgraph_has_state(sub, s);
    CU_ASSERT_EQUAL(members, 0);
    scc_release(&scc);
}

static void components_are_the_classes_of_mutual_reachability(void)
{
    struct prng random = prng_seeded(1);
    for (int i = 0; i < 5000; i++) {
        struct sketch sketch;
        sketch_random(&sketch, &random, STATES_MAX);
        struct subgraph sub = {.graph = sketch_graph(&sketch)};
        compare_components(&sub);
        uint64_t states[2] = {prng_next(&random) | prng_next(&random)};
        uint64_t edges[2] = {prng_next(&random) | prng_next(&random) | prng_next(&random)};
        sub.states = states;
        compare_components(&sub);
        sub.edges = edges;
        compare_components(&sub);
        sub.states = NULL;
        compare_components(&sub);
        sketch_release(&sketch);
    }
}

/* A million states in a row, with or without an edge from the last to the first. */
static void draw_row(struct sketch *sketch, uint32_t length, bool closed)
{
    *sketch = (struct sketch){.graph.tasks = 1};
    for (uint32_t s = 0; s < length; s++)
        sketch_state(sketch, (struct regions){0});
    for (uint32_t s = 0; s + 1 < length; s++)
        sketch_edge(sketch, s, 0, s + 1);
    if (closed)
        sketch_edge(sketch, length - 1, 0, 0);
}

static void a_ring_of_a_million_states_is_one_component(void)
{
    enum { LENGTH = 1000000 };
    for (int closed = 0; closed < 2; closed++) {
        struct sketch sketch;
        struct scc scc;
        draw_row(&sketch, LENGTH, closed);
        scc_find(&(struct subgraph){.graph = sketch_graph(&sketch)}, &scc);
        CU_ASSERT_EQUAL(scc.count, closed ? 1 : LENGTH);
        CU_ASSERT_EQUAL(scc.component[0], closed ? 0 : LENGTH - 1);
        scc_release(&scc);
        sketch_release(&sketch);
    }
}

void suite_scc(void)
{
    CU_pSuite suite = CU_add_suite("scc", NULL, NULL);
    CU_ADD_TEST(suite, components_are_the_classes_of_mutual_reachability);
    CU_ADD_TEST(suite, a_ring_of_a_million_states_is_one_component);
}
