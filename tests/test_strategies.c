/* SPDX-License-Identifier: MIT */
/*
 * Goal: the strategies with a memory keep the guarantees that their headers state. Method: games
 * (tests/game.h) in which the probabilities are known exactly; fixed seeds, five standard deviations,
 * and for each guarantee a strategy that does not have it.
 */
#include "tests/game.h"
#include "tests/suite.h"

#include "base/prng.h"

#include <string.h>

static bool all_moves_of_0_come_first(const struct game *g)
{
    for (uint32_t i = 0; i < g->moves[0]; i++)
        if (g->order[i] != 0)
            return false;
    return true;
}

/* --- POS --- */

static uint64_t one_cell(task_id i, uint32_t m)
{
    (void)i, (void)m;
    return 0x1000;
}

static uint64_t own_cells(task_id i, uint32_t m)
{
    (void)m;
    return 0x1000 + 0x100 * (uint64_t)i;
}

/* Player 0 has ten steps on its own cell before the one that races with player 1's. */
static uint64_t last_is_shared(task_id i, uint32_t m)
{
    return i == 0 && m < 10 ? 0x2000 : 0x1000;
}

/*
 * Player 1 has drawn p and waits.  It is last if the 11 draws of player 0 are all above p: the
 * integral of (1-p)^11 over p is 1/12.  The walk needs 11 coins to fall alike: 2^-11.
 */
static void pos_lets_a_race_be_lost_after_a_long_way(void)
{
    enum { EXECUTIONS = 24000 };
    struct scheduler_options options = {.seed = 1, .executions = EXECUTIONS};
    struct game g = {.players = 2, .moves = {11, 1}, .cell = last_is_shared};
    unsigned pos = game_count(g, scheduler_pos(&options), all_moves_of_0_come_first);
    unsigned random = game_count(g, scheduler_random(&options), all_moves_of_0_come_first);
    CU_ASSERT(is_likely(pos, 1.0 / 12, EXECUTIONS));
    CU_ASSERT(is_likely(random, 1.0 / 2048, EXECUTIONS));
}

/*
 * Four steps of player 0, one of player 1.  If they race, player 1 draws anew each time, and is last
 * with probability 2^-4; otherwise it keeps its draw: 1/5.  Loads do not race.
 */
static void pos_draws_anew_where_operations_race_and_only_there(void)
{
    enum { EXECUTIONS = 20000 };
    struct scheduler_options options = {.seed = 2, .executions = EXECUTIONS};
    struct game racing = {.players = 2, .moves = {4, 1}, .cell = one_cell};
    struct game apart = {.players = 2, .moves = {4, 1}, .cell = own_cells};
    struct game loads = racing;
    loads.kinds[0] = loads.kinds[1] = OP_LOAD;
    CU_ASSERT(is_likely(game_count(racing, scheduler_pos(&options), all_moves_of_0_come_first),
                        1.0 / 16, EXECUTIONS));
    CU_ASSERT(is_likely(game_count(apart, scheduler_pos(&options), all_moves_of_0_come_first),
                        1.0 / 5, EXECUTIONS));
    CU_ASSERT(is_likely(game_count(loads, scheduler_pos(&options), all_moves_of_0_come_first),
                        1.0 / 5, EXECUTIONS));
}

/* --- SURW --- */

enum { WARM_UP = 2 }; /* the profile */

static struct scheduler warmed_up(struct scheduler s, struct game g)
{
    for (int i = 0; i < WARM_UP; i++) {
        CU_ASSERT(s.ops->new_execution(s.self));
        game_play(&g, s);
    }
    return s;
}

/* All orders, by the place of player 0's only step among the nine others of player 1. */
static double worst_share(struct scheduler s, struct game g, unsigned executions)
{
    unsigned counts[10] = {0}, least = executions;
    s = warmed_up(s, g);
    while (s.ops->new_execution(s.self)) {
        game_play(&g, s);
        uint32_t place = 0;
        while (g.order[place] != 0)
            place++;
        counts[place]++;
    }
    scheduler_release(s);
    for (int i = 0; i < 10; i++)
        least = counts[i] < least ? counts[i] : least;
    return (double)least;
}

/* One step among nine: 10 orders.  The walk makes the last one with probability 2^-9. */
static void surw_makes_all_orders_equally_likely(void)
{
    enum { EXECUTIONS = 20000 };
    struct scheduler_options options = {.seed = 3, .executions = EXECUTIONS + WARM_UP};
    struct game g = {.players = 2, .moves = {1, 9}, .cell = own_cells};
    double least = worst_share(scheduler_surw(&options), g, EXECUTIONS);
    CU_ASSERT(is_likely(least, 0.1, EXECUTIONS));
    CU_ASSERT(worst_share(scheduler_random(&options), g, EXECUTIONS) < EXECUTIONS / 100);
}

static void surw_makes_the_six_orders_of_two_by_two_equally_likely(void)
{
    enum { EXECUTIONS = 24000 };
    static const uint64_t orders[] = {11, 101, 110, 1001, 1010, 1100};
    struct scheduler_options options = {.seed = 4, .executions = EXECUTIONS + WARM_UP};
    struct game g = {.players = 2, .moves = {2, 2}, .cell = own_cells};
    struct scheduler s = warmed_up(scheduler_surw(&options), g);
    unsigned counts[6] = {0};
    while (s.ops->new_execution(s.self)) {
        game_play(&g, s);
        for (int i = 0; i < 6; i++)
            counts[i] += game_outcome(&g) == orders[i];
    }
    scheduler_release(s);
    for (int i = 0; i < 6; i++)
        CU_ASSERT(is_likely(counts[i], 1.0 / 6, EXECUTIONS));
}

/* Each of two players has ten steps; the last of player 0 and the first of player 1 are shared. */
static uint64_t late_and_early(task_id i, uint32_t m)
{
    return m == (i == 0 ? 9 : 0) ? 0x1000 : 0x2000 + 0x100 * (uint64_t)i;
}

static bool the_late_one_is_first(const struct game *g)
{
    return all_moves_of_0_come_first(g);
}

/*
 * The late one is first in one of C(20,10) = 184,756 orders.  Half of the executions select the shared
 * cell, where both orders are equally likely: 1/4.  The walk needs ten coins to fall alike.
 */
static void surw_makes_the_orders_of_selected_operations_equally_likely(void)
{
    enum { EXECUTIONS = 8000 };
    struct scheduler_options options = {.seed = 5, .executions = EXECUTIONS + WARM_UP};
    struct game g = {.players = 2, .moves = {10, 10}, .cell = late_and_early};
    struct scheduler surw = warmed_up(scheduler_surw(&options), g);
    struct scheduler random = warmed_up(scheduler_random(&options), g);
    double late = game_count(g, surw, the_late_one_is_first);
    CU_ASSERT(is_likely(late, 0.25, EXECUTIONS));
    CU_ASSERT(game_count(g, random, the_late_one_is_first) < EXECUTIONS / 100);
}

/* --- Bounds --- */

static bool is_left_once(const struct game *g)
{
    static const task_id order[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
    return g->order_count == 20 && memcmp(g->order, order, sizeof order) == 0;
}

static bool is_left_twice(const struct game *g)
{
    static const task_id order[] = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
    return g->order_count == 20 && memcmp(g->order, order, sizeof order) == 0;
}

/*
 * n = 2 players, k <= 19 choices.  Delays, in turns that begin with player 0: once, with a bound of 1,
 * 1/k, so 1052 of 20,000; twice, with a bound of 2, 2/(2 k^2), so 277 of 100,000.  Preemptions: who
 * begins is drawn, so half of that.
 */
static void the_bounded_strategies_keep_their_guarantees(void)
{
    const struct game g = {.players = 2, .moves = {10, 10}};
    struct scheduler_options one = {.seed = 6, .executions = 20000, .delays = 1, .preemptions = 1};
    struct scheduler_options two = {.seed = 7, .executions = 100000, .delays = 2, .preemptions = 2};
    CU_ASSERT(game_count(g, scheduler_delay(&one), is_left_once) >= 1052 - 5 * 32);
    CU_ASSERT(game_count(g, scheduler_delay(&two), is_left_twice) >= 277 - 5 * 17);
    CU_ASSERT(game_count(g, scheduler_preemption(&one), is_left_once) >= 526 - 5 * 23);
    CU_ASSERT(game_count(g, scheduler_preemption(&two), is_left_twice) >= 138 - 5 * 12);
}

/* What needs more than the bound is never made; by a walk with probability 2^-19 each. */
static void what_is_beyond_the_bound_is_not_made(void)
{
    const struct game g = {.players = 2, .moves = {10, 10}};
    struct scheduler_options one = {.seed = 8, .executions = 50000, .delays = 1, .preemptions = 1};
    CU_ASSERT_EQUAL(game_count(g, scheduler_delay(&one), is_left_twice), 0);
    CU_ASSERT_EQUAL(game_count(g, scheduler_preemption(&one), is_left_twice), 0);
    CU_ASSERT(game_count(g, scheduler_random(&one), is_left_twice) <= 3);
}

static bool is_2_1_0(const struct game *g)
{
    return game_outcome(g) == 210;
}

/* One step each: player 2 before 1 before 0 needs four delays, but no preemption. */
static void the_order_of_turns_costs_delays_and_no_preemptions(void)
{
    const struct game g = {.players = 3, .moves = {1, 1, 1}};
    struct scheduler_options options = {.seed = 9, .executions = 12000, .delays = 2};
    CU_ASSERT_EQUAL(game_count(g, scheduler_delay(&options), is_2_1_0), 0);
    CU_ASSERT(is_likely(game_count(g, scheduler_preemption(&options), is_2_1_0), 1.0 / 6, 12000));
}

/* A loop that is not recognised as waiting must not run for ever; a yield ends a turn at once. */
static void nobody_keeps_its_turn_for_ever(void)
{
    for (const struct scheduler_entry *e = scheduler_registry; e->name != NULL; e++) {
        struct scheduler_options options = {.seed = 1, .executions = 10};
        struct scheduler s = e->make(&options);
        struct op op = {.kind = OP_LOAD, .addr = 0x1000, .bytes = 8};
        struct enabled enabled[2] = {{0, 1, &op}, {1, 1, &op}};
        while (s.ops->new_execution(s.self)) {
            struct choice choice = {.enabled = enabled, .count = 2, .previous = TASK_NONE};
            task_id first = choice.previous = s.ops->next_task(s.self, &choice);
            choice.previous_enabled = true;
            unsigned steps = 1;
            while (steps < 100000 && choice.previous == first) {
                choice.step++;
                choice.previous = s.ops->next_task(s.self, &choice);
                steps++;
            }
            CU_ASSERT(steps < 100000);
        }
        scheduler_release(s);
    }
}

static void a_yield_ends_a_turn_without_delay_or_preemption(void)
{
    struct scheduler_options options = {.seed = 1, .executions = 1};
    const struct game yields = {
        .players = 2, .moves = {3, 3}, .kinds = {OP_YIELD, OP_YIELD}};
    struct game g = yields;
    struct scheduler s = scheduler_delay(&options);
    CU_ASSERT(s.ops->new_execution(s.self)); /* the first one has no delays */
    game_play(&g, s);
    CU_ASSERT_EQUAL(game_outcome(&g), 10101);
    scheduler_release(s);
}

/* --- Portfolio --- */

enum { MEMBERS = 6 };

/* Members that remember nothing of earlier executions: random and pos. */
static void portfolio_execution_k_can_be_repeated_alone(void)
{
    const struct game start = {.players = 3, .moves = {9, 9, 9}, .cell = own_cells};
    struct scheduler_options all = {.seed = 9, .executions = 60};
    struct scheduler s = scheduler_portfolio(&all);
    unsigned compared = 0;
    for (uint64_t k = 0; s.ops->new_execution(s.self); k++) {
        struct game g = start, again = start;
        game_play(&g, s);
        if (k % MEMBERS != 0 && k % MEMBERS != 2)
            continue;
        struct scheduler_options one = {.seed = 9, .executions = 1, .first = k};
        struct scheduler alone = scheduler_portfolio(&one);
        CU_ASSERT(alone.ops->new_execution(alone.self));
        game_play(&again, alone);
        CU_ASSERT(same_order(&g, &again));
        CU_ASSERT_FALSE(alone.ops->new_execution(alone.self));
        scheduler_release(alone);
        compared++;
    }
    CU_ASSERT_EQUAL(compared, 20);
    scheduler_release(s);
}

/* Members that remember do so from their own executions: with those they are repeated as well. */
static void portfolio_is_each_member_in_turn(void)
{
    static struct scheduler (*const makers[])(const struct scheduler_options *) = {
        scheduler_random, scheduler_pct,        scheduler_pos,
        scheduler_surw,   scheduler_preemption, scheduler_delay};
    const struct game start = {.players = 3, .moves = {9, 9, 9}, .cell = last_is_shared};
    struct scheduler_options options = {.seed = 11, .executions = 120};
    struct scheduler s = scheduler_portfolio(&options), members[MEMBERS];
    for (uint64_t i = 0; i < MEMBERS; i++) {
        uint64_t seed = options.seed + i;
        struct scheduler_options own = {.seed = i > 0 ? prng_splitmix(&seed) : options.seed};
        members[i] = makers[i](&own);
    }
    for (uint64_t k = 0; s.ops->new_execution(s.self); k++) {
        struct game g = start, own = start;
        struct scheduler member = members[k % MEMBERS];
        CU_ASSERT(member.ops->new_execution(member.self));
        game_play(&g, s);
        game_play(&own, member);
        CU_ASSERT(same_order(&g, &own));
    }
    for (int i = 0; i < MEMBERS; i++)
        scheduler_release(members[i]);
    scheduler_release(s);
}

/*
 * What one member finds, a portfolio finds at a sixth of the rate: the long way of POS, 1/72 at least;
 * what has to be left once (delays, a bound of 2: 1/(2k)), 1/228 at least.  The walk finds neither.
 */
static void portfolio_keeps_the_guarantee_of_each_member(void)
{
    enum { EXECUTIONS = 24000 };
    struct scheduler_options options = {.seed = 12, .executions = EXECUTIONS};
    const struct game far = {.players = 2, .moves = {11, 1}, .cell = last_is_shared};
    const struct game once = {.players = 2, .moves = {10, 10}};
    CU_ASSERT(game_count(far, scheduler_portfolio(&options), all_moves_of_0_come_first) >=
              333 - 5 * 18);
    CU_ASSERT(game_count(once, scheduler_portfolio(&options), is_left_once) >= 105 - 5 * 10);
    CU_ASSERT(game_count(far, scheduler_random(&options), all_moves_of_0_come_first) < 50);
    CU_ASSERT(game_count(once, scheduler_random(&options), is_left_once) < 5);
}

void suite_strategies(void)
{
    CU_pSuite suite = CU_add_suite("strategies", NULL, NULL);
    CU_ADD_TEST(suite, pos_lets_a_race_be_lost_after_a_long_way);
    CU_ADD_TEST(suite, pos_draws_anew_where_operations_race_and_only_there);
    CU_ADD_TEST(suite, surw_makes_all_orders_equally_likely);
    CU_ADD_TEST(suite, surw_makes_the_six_orders_of_two_by_two_equally_likely);
    CU_ADD_TEST(suite, surw_makes_the_orders_of_selected_operations_equally_likely);
    CU_ADD_TEST(suite, the_bounded_strategies_keep_their_guarantees);
    CU_ADD_TEST(suite, what_is_beyond_the_bound_is_not_made);
    CU_ADD_TEST(suite, the_order_of_turns_costs_delays_and_no_preemptions);
    CU_ADD_TEST(suite, nobody_keeps_its_turn_for_ever);
    CU_ADD_TEST(suite, a_yield_ends_a_turn_without_delay_or_preemption);
    CU_ADD_TEST(suite, portfolio_execution_k_can_be_repeated_alone);
    CU_ADD_TEST(suite, portfolio_is_each_member_in_turn);
    CU_ADD_TEST(suite, portfolio_keeps_the_guarantee_of_each_member);
}
