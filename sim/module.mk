sim_objects :=
sim_objects += schedule.o
