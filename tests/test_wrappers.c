/* SPDX-License-Identifier: MIT */
/*
 * Goal: replay makes the choices of a schedule or says where it cannot; strategies around others
 * change nothing but what they are for. Method: games (tests/game.h) that change between executions.
 */
#include "tests/game.h"
#include "tests/suite.h"

#include <stdlib.h>
#include <string.h>

/* --- replay --- */

/* Replays the text on a game of two players with two moves each; returns what diverged. */
static char *replay_on_game(const char *text, struct game *g)
{
    struct schedule schedule = {0};
    struct error err;
    CU_ASSERT_FATAL(schedule_parse(text, &schedule, &err));
    struct scheduler s = scheduler_replay(&schedule);
    *g = (struct game){.players = 2, .moves = {2, 2}};
    CU_ASSERT(s.ops->new_execution(s.self));
    game_play(g, s);
    struct machine *m = ended_machine(g->abandoned ? END_ABANDONED : END_FINISHED, g->order_count);
    s.ops->end_execution(s.self, m);
    CU_ASSERT_FALSE(s.ops->new_execution(s.self)); /* once */
    const char *divergence = replay_divergence(s);
    char *copy = divergence != NULL ? memory_copy_text(divergence) : NULL;
    free(m);
    scheduler_release(s);
    schedule_release(&schedule);
    return copy;
}

static void replay_makes_the_choices_of_the_schedule(void)
{
    struct game g;
    CU_ASSERT_EQUAL(replay_on_game("S1.1.0.1", &g), NULL);
    CU_ASSERT_EQUAL(game_outcome(&g), 1010);
    CU_ASSERT_EQUAL(replay_on_game("S1.0x2", &g), NULL); /* the rest is forced */
    CU_ASSERT_EQUAL(game_outcome(&g), 11);
}

static void replay_says_where_the_program_parts_from_the_schedule(void)
{
    static const struct {
        const char *schedule, *divergence;
    } cases[] = {
        {"S1.1.2",
         "step 2: choice 2 of the schedule is task 2, but the program offers tasks 0 and 1"},
        {"S1", "step 1: the schedule ends after 0 choices, but the program goes on with a choice "
               "between tasks 0 and 1"},
        {"S1.0x2.1",
         "the program ends after 4 steps and 2 choices, but the schedule has 3 choices"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct game g;
        char *divergence = replay_on_game(cases[i].schedule, &g);
        CU_ASSERT_PTR_NOT_NULL_FATAL(divergence);
        CU_ASSERT_STRING_EQUAL(divergence, cases[i].divergence);
        free(divergence);
    }
}

static void replay_gives_up_on_an_alternative_that_does_not_exist(void)
{
    struct schedule schedule = {0};
    vec_push(&schedule.picks, 1);
    vec_push(&schedule.picks, 2);
    struct scheduler s = scheduler_replay(&schedule);
    CU_ASSERT(s.ops->new_execution(s.self));
    CU_ASSERT_EQUAL(s.ops->next_u64(s.self, 2), 1);
    CU_ASSERT_EQUAL(replay_divergence(s), NULL);
    CU_ASSERT(s.ops->next_u64(s.self, 2) >= 2);
    CU_ASSERT_PTR_NOT_NULL_FATAL(replay_divergence(s));
    CU_ASSERT_PTR_NOT_NULL(strstr(replay_divergence(s),
                                  "choice 2 of the schedule is alternative 2, "
                                  "but the program offers alternatives 0 to 1"));
    scheduler_release(s);
    schedule_release(&schedule);
}

/* --- wrappers --- */

static void metrics_count_choices_and_preemptions(void)
{
    struct scheduler_options options = {.executions = 2};
    struct scheduler s = scheduler_with_metrics(scheduler_round_robin(&options));
    while (s.ops->new_execution(s.self)) {
        struct game g = {.players = 3, .moves = {2, 2, 2}};
        game_play(&g, s); /* 0 1 2 0 1 2: the last step is forced */
        s.ops->next_u64(s.self, 3);
    }
    const struct scheduler_metrics *metrics = metrics_of(s);
    CU_ASSERT_EQUAL(metrics->executions, 2);
    CU_ASSERT_EQUAL(metrics->choices, 2 * 5);
    CU_ASSERT_EQUAL(metrics->preemptions,
                    2 * 3); /* not the first, and 0 has ended before the fifth */
    CU_ASSERT_EQUAL(metrics->alternatives, 2);
    CU_ASSERT_EQUAL(metrics->enabled_max, 3);
    scheduler_release(s);
}

/* Plays executions until the strategy ends; before execution `changed`, from 0, the game is
 * changed. */
static unsigned play_with_a_change(struct scheduler s, int changed, void (*change)(struct game *),
                                   struct machine *m)
{
    unsigned executions = 0;
    while (s.ops->new_execution(s.self)) {
        struct game g = {.players = 2, .moves = {5, 5}};
        if ((int)executions == changed)
            change(&g);
        game_play(&g, s);
        m->end = g.abandoned ? END_ABANDONED : END_FINISHED;
        m->steps = g.order_count;
        s.ops->end_execution(s.self, m);
        executions++;
    }
    return executions;
}

static void change_nothing(struct game *g)
{
    (void)g;
}

static void add_a_move(struct game *g)
{
    g->moves[1]++;
}

static void change_an_operation(struct game *g)
{
    g->kinds[1] = OP_LOAD;
}

static void add_a_player(struct game *g)
{
    g->players = 3;
    g->moves[2] = 1;
}

static void the_determinism_check_runs_everything_twice(void)
{
    struct scheduler_options options = {.seed = 1, .executions = 20};
    struct scheduler s = scheduler_with_determinism_check(scheduler_random(&options));
    struct machine *m = ended_machine(END_FINISHED, 0);
    CU_ASSERT_EQUAL(play_with_a_change(s, 0, change_nothing, m), 40);
    CU_ASSERT_EQUAL(determinism_difference(s), NULL);
    scheduler_release(s);
    free(m);
}

static void the_determinism_check_stops_at_the_first_difference(void)
{
    static const struct {
        void (*change)(struct game *);
        const char *difference;
    } cases[] = {
        {add_a_move, NULL},
        {change_an_operation, "choice 1: at step 1, first task 1: operation 4"},
        {add_a_player, "choice 1: at step 1, 2 tasks could run first, 3 when repeated"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct scheduler_options options = {.seed = 1, .executions = 20};
        struct scheduler s = scheduler_with_determinism_check(scheduler_random(&options));
        struct machine *m = ended_machine(END_FINISHED, 0);
        /* 7 is the second run of the fourth execution. */
        CU_ASSERT_EQUAL(play_with_a_change(s, 7, cases[i].change, m), 8);
        const char *difference = determinism_difference(s);
        CU_ASSERT_PTR_NOT_NULL_FATAL(difference);
        if (cases[i].difference != NULL)
            CU_ASSERT_EQUAL(strncmp(difference, cases[i].difference, strlen(cases[i].difference)),
                            0);
        scheduler_release(s);
        free(m);
    }
}

/* With what it learned in the first run the machine rightly behaves otherwise in the second. */
static void the_determinism_check_does_not_compare_when_a_cell_got_promoted(void)
{
    struct scheduler_options options = {.seed = 1, .executions = 20};
    struct scheduler s = scheduler_with_determinism_check(scheduler_random(&options));
    struct machine *m = ended_machine(END_FINISHED, 0);
    struct promotion promotion = {0};
    vec_push(&m->promoted, promotion); /* as if found in each execution: never in force */
    CU_ASSERT_EQUAL(play_with_a_change(s, 1, add_a_move, m), 20);
    CU_ASSERT_EQUAL(determinism_difference(s), NULL);
    scheduler_release(s);
    vec_release(&m->promoted);
    free(m);
}

void suite_wrappers(void)
{
    CU_pSuite suite = CU_add_suite("wrappers", NULL, NULL);
    CU_ADD_TEST(suite, replay_makes_the_choices_of_the_schedule);
    CU_ADD_TEST(suite, replay_says_where_the_program_parts_from_the_schedule);
    CU_ADD_TEST(suite, replay_gives_up_on_an_alternative_that_does_not_exist);
    CU_ADD_TEST(suite, metrics_count_choices_and_preemptions);
    CU_ADD_TEST(suite, the_determinism_check_runs_everything_twice);
    CU_ADD_TEST(suite, the_determinism_check_stops_at_the_first_difference);
    CU_ADD_TEST(suite, the_determinism_check_does_not_compare_when_a_cell_got_promoted);
}
