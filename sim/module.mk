sim_objects :=
sim_objects += schedule.o
sim_objects += compile.o compiler.o command.o text_file.o asmtext.o asminsn.o asmscan.o
sim_objects += heddle_text.o surface.o
sim_objects += op.o finding.o world.o shadow.o stack.o fiber.o fiber_x86_64.o fiber_aarch64.o
sim_objects += machine.o object.o direct.o perform.o history.o race_report.o access.o await.o
sim_objects += call.o crash.o heap.o heap_report.o process.o hooks.o hooks_atomic.o
sim_objects += program.o image.o relocate.o bind.o elf_file.o
