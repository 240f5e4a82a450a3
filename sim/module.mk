sim_objects :=
sim_objects += schedule.o
sim_objects += compile.o compiler.o command.o text_file.o asmtext.o asminsn.o asmscan.o
sim_objects += heddle_text.o surface.o
