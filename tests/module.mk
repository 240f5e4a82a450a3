# A suite is a file test_<noun>.c here and a line in suites.inc.
tests_objects := main.o runner.o process.o scratch.o
tests_objects += fake_machine.o fake_check.o test_brute.o test_checker.o test_stuck.o
tests_objects += test_layering.o test_cli.o test_limits.o test_words.o
tests_objects += liveness_rig.o liveness_oracle.o test_scc.o test_starvation.o
tests_objects += test_livelock.o test_bypass.o liveness_protocols.o test_conditions.o
tests_objects += answer.o program_file.o tsv.o expected_models.o test_models.o test_cards.o test_programs.o test_native.o
tests_objects += test_asmscan.o
tests_objects += state_set.o handmade.o handmade_classes.o handmade_locks.o handmade_objects.o handmade_rows.o test_handmade.o
tests_objects += test_heap_layout.o test_program.o test_surface.o
tests_objects += test_image.o
tests_objects += test_schedule.o test_scheduler.o test_trace.o test_recorder.o
tests_objects += object_rig.o test_objects.o test_signalling.o
tests_objects += test_libc.o test_libc_programs.o
tests_objects += debuginfo_program.o test_debuginfo.o test_debuginfo_paths.o test_names.o
tests_objects += test_states.o
tests_objects += test_store.o test_pool.o test_packing.o test_frontier.o
tests_objects += test_prelude.o
