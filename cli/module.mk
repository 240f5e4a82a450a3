cli_objects := card.o main.o commands.o help.o options.o options_table.o words.o failure.o interrupt.o
cli_objects += check.o live.o matrix.o matrix_table.o judgement.o configuration.o automaton.o automata_dot.o graphviz.o run.o replay.o list.o explain.o explanations.o version.o
cli_objects += model.o source.o subject.o witness.o report.o report_command.o snippet.o
