# SPDX-License-Identifier: MIT
# heddle's build.  `make help` says what there is; docs/architecture.md says what the rooms are.
#
# Everything is built out of tree, in build/<mode>/.  Each room lists its objects in its module.mk.

MODE    ?= release
VERSION := 0.1.0
B       := build/$(MODE)

CC      ?= cc
INSTALL ?= install
prefix  ?= /usr/local
bindir  ?= $(prefix)/bin
mandir  ?= $(prefix)/share/man
datadir ?= $(prefix)/share/heddle

WARN    := -Wall -Wextra -Wshadow -Wconversion -Wmissing-prototypes -Wstrict-prototypes -Wvla -Werror
# Not position independent: what a wrapper leaves on a task's stack must not depend on the process.
COMMON  := -std=gnu11 -g -fno-pie -fno-strict-aliasing -fno-omit-frame-pointer -D_GNU_SOURCE -I. \
           $(WARN)

# No marks around locals: a task that is left in the middle of a wrapper would leave them behind.
ASAN_STACK := $(if $(findstring clang,$(CC)),-mllvm -asan-stack=0,--param asan-stack=0)

FLAGS_release := -O2 -fomit-frame-pointer

# What every step runs through is optimised as a whole, and clears its small structs without rep stos,
# which takes longer to start than they take to clear.  Only where the compiler knows how.
HOT_FLAGS := -flto -mmemset-strategy=unrolled_loop:512:noalign,libcall:-1:noalign \
             -mmemcpy-strategy=unrolled_loop:512:noalign,libcall:-1:noalign
ifneq ($(MODE),release)
HOT_FLAGS :=
else ifneq ($(shell $(CC) $(HOT_FLAGS) -E -x c /dev/null >/dev/null 2>&1 && echo yes),yes)
HOT_FLAGS :=
endif
FLAGS_debug   := -O0
FLAGS_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined -DHEDDLE_ASAN \
                 $(ASAN_STACK)
FLAGS_hard    := -O1 -DHEDDLE_HARD

ifeq ($(FLAGS_$(MODE)),)
$(error MODE=$(MODE) is not known; use release, debug, asan or hard)
endif

CFLAGS_ALL  := $(COMMON) $(FLAGS_$(MODE)) $(CFLAGS)
# Bound at the start: binding at the first call would need a task's stack.
LIBS        := -no-pie $(if $(HOT_FLAGS),-flto=auto) -Wl,-z,now -lcjson -ldw -lelf -lm -ldl -lpthread

ROOMS := base sim scheduler traces checker cli
include $(ROOMS:%=%/module.mk) tests/module.mk bench/module.mk

OBJECTS       := $(foreach room,$(ROOMS),$($(room)_objects:%=$(B)/$(room)/%))
LIBRARY       := $(filter-out $(B)/cli/main.o,$(OBJECTS))
HOT           := $(foreach room,$(ROOMS),$($(room)_hot:%=$(B)/$(room)/%))
TESTS_OBJECTS := $(tests_objects:%=$(B)/tests/%)
BENCH_OBJECTS := $(bench_objects:%=$(B)/bench/%)

# Output: one short line per step; V=1 shows the commands, S=1 nothing but what goes wrong.
ifeq ($(V),1)
Q   :=
say  = @:
else
Q   := @
ifeq ($(S),1)
say  = @:
else
say  = @printf '  %-4s %s\n' '$(1)' '$(2)'
endif
endif

# A build of its own, on all processors unless make was told how many to use.
JOBS     = $(shell nproc 2>/dev/null || echo 2)
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
BUILD    = $(MAKE) --no-print-directory $(PARALLEL)

all:
	+@$(BUILD) $(B)/heddle

$(B)/heddle: $(OBJECTS)
	$(call say,LINK,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/heddle-tests: $(LIBRARY) $(TESTS_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS) -lcunit

$(B)/heddle-bench: $(LIBRARY) $(BENCH_OBJECTS)
	$(call say,LINK,$@)
	$(Q)$(CC) $(CFLAGS_ALL) $(LDFLAGS) -o $@ $^ $(LIBS)

$(HOT): HOT_CFLAGS := $(HOT_FLAGS)

$(B)/%.o: %.c
	$(call say,CC,$*.o)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(HOT_CFLAGS) $(FLAGS_OF_$*) -MMD -MP -c -o $@ $<

$(B)/%.o: %.S
	$(call say,AS,$*.o)
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

# The version is a header that changes only when the version does; no dates.
FLAGS_OF_cli/version = -I$(B)/generated -DHEDDLE_PREFIX='"$(prefix)"'
FLAGS_OF_cli/model   = -DHEDDLE_DATADIR='"$(datadir)"'
# With a sanitizer on, gcc knows the hooks as builtins, with pointers for all arguments.
ifeq ($(MODE),asan)
FLAGS_OF_sim/hooks        = -Wno-unknown-warning-option -Wno-builtin-declaration-mismatch
FLAGS_OF_sim/hooks_atomic = $(FLAGS_OF_sim/hooks)
endif
$(B)/cli/version.o: $(B)/generated/version_text.h
$(B)/generated/version_text.h: FORCE
	@mkdir -p $(@D)
	@git=$$(git --no-optional-locks describe --always --dirty --abbrev=12 2>/dev/null || true); \
	 printf '#define HEDDLE_VERSION "%s"\n#define HEDDLE_REVISION "%s"\n' '$(VERSION)' "$$git" >$@.new; \
	 cmp -s $@.new $@ && rm -f $@.new || mv $@.new $@

setup:
	@tools/setup.sh

demo:
	+@$(BUILD) S=1 $(B)/heddle
	@tools/demo.sh $(B)/heddle

# The whole test suite in the release build; what is quick of it in the other builds.
check:
	+@$(BUILD) S=1 MODE=release build/release/heddle build/release/heddle-tests
	+@$(BUILD) S=1 MODE=asan build/asan/heddle build/asan/heddle-tests
	+@$(BUILD) S=1 MODE=hard build/hard/heddle build/hard/heddle-tests
	@tests/check.sh release asan:quick hard:quick

# The whole test suite in every build.
check-all:
	+@$(BUILD) S=1 MODE=release build/release/heddle build/release/heddle-tests
	+@$(BUILD) S=1 MODE=debug build/debug/heddle build/debug/heddle-tests
	+@$(BUILD) S=1 MODE=asan build/asan/heddle build/asan/heddle-tests
	+@$(BUILD) S=1 MODE=hard build/hard/heddle build/hard/heddle-tests
	@tests/check.sh release debug asan hard

tests:
	+@$(BUILD) $(B)/heddle $(B)/heddle-tests

bench:
	+@$(BUILD) S=1 MODE=release build/release/heddle build/release/heddle-bench
	@bench/run $(WORKLOADS)

install: all
	$(INSTALL) -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(datadir)/models \
	    $(DESTDIR)$(datadir)/include $(DESTDIR)$(prefix)/share/bash-completion/completions \
	    $(DESTDIR)$(prefix)/share/zsh/site-functions $(DESTDIR)$(prefix)/share/fish/vendor_completions.d
	$(INSTALL) -m 755 $(B)/heddle $(DESTDIR)$(bindir)/heddle
	$(INSTALL) -m 644 docs/man/heddle.1 $(DESTDIR)$(mandir)/man1/heddle.1
	$(INSTALL) -m 644 models/*.c models/*.tsv $(DESTDIR)$(datadir)/models
	$(INSTALL) -m 644 sim/heddle.h $(DESTDIR)$(datadir)/include/heddle.h
	$(INSTALL) -m 644 completion/heddle.bash \
	    $(DESTDIR)$(prefix)/share/bash-completion/completions/heddle
	$(INSTALL) -m 644 completion/_heddle $(DESTDIR)$(prefix)/share/zsh/site-functions/_heddle
	$(INSTALL) -m 644 completion/heddle.fish \
	    $(DESTDIR)$(prefix)/share/fish/vendor_completions.d/heddle.fish

uninstall:
	rm -f $(DESTDIR)$(bindir)/heddle $(DESTDIR)$(mandir)/man1/heddle.1 \
	    $(DESTDIR)$(prefix)/share/bash-completion/completions/heddle \
	    $(DESTDIR)$(prefix)/share/zsh/site-functions/_heddle \
	    $(DESTDIR)$(prefix)/share/fish/vendor_completions.d/heddle.fish
	rm -rf $(DESTDIR)$(datadir)

clean:
	rm -rf build

help:
	@echo 'make                 build build/release/heddle'
	@echo 'make setup           install the libraries that are missing (Debian, Ubuntu)'
	@echo 'make demo            check a small program and show the bug that heddle finds'
	@echo 'make check           build and run the tests: "N passed, N failed"'
	@echo 'make check-all       all tests in all builds: release, debug, asan, hard'
	@echo 'make bench           speed of named workloads, as TSV (WORKLOADS="a b" chooses)'
	@echo 'make install         to $$DESTDIR$$prefix (prefix=/usr/local); make uninstall undoes it'
	@echo 'make clean           remove build/'
	@echo
	@echo 'MODE=debug|asan|hard builds build/MODE/heddle instead; V=1 shows the commands'

# `make -j setup check` must not build before the libraries are there.
ifneq ($(filter setup,$(MAKECMDGOALS)),)
$(filter-out setup clean help,$(MAKECMDGOALS)): | setup
endif

.PHONY: all setup demo check check-all tests bench install uninstall clean help FORCE
.DELETE_ON_ERROR:
-include $(OBJECTS:.o=.d) $(TESTS_OBJECTS:.o=.d) $(BENCH_OBJECTS:.o=.d)
