/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stddef.h>

G_BEGIN_DECLS

/* Which options a command has besides its own and those that all have. */
typedef enum
{
  CLI_READS = 1 << 0,     /* --target, --delimiter … */
  CLI_SEEDED = 1 << 1,    /* --seed */
  CLI_EVALUATES = 1 << 2, /* --model, --folds … */
  CLI_GRIDS = 1 << 3,     /* --model may be there several times */
} CliGroups;

typedef struct _CliOptions CliOptions;

/* What a command does with its options; @own is its own struct. */
typedef gboolean (*CliStep) (const CliOptions *options,
                             gpointer          own,
                             GError          **error);

/* One subcommand of imbal. */
typedef struct
{
  const char *name;
  const char *arguments; /* "FILE", as in the usage line */
  guint       n_arguments;
  gboolean    takes_more; /* arguments than those */
  const char *summary;    /* one sentence */
  const char *details;    /* examples, and what else a person must know */

  CliGroups           groups;
  const char *const  *unlisted; /* options of the groups that mean nothing to it, NULL-terminated: its help leaves them out, and check refuses them. NULL: none */
  const GOptionEntry *entries;  /* its own options, with CLI_OWN(); NULL when it has none */
  gsize               own_size;

  CliStep check; /* NULL, or: what is wrong before anything is read? Makes values of the texts in @own. */
  CliStep act;
  void (*clear) (gpointer own); /* what check made; the texts of the options are freed without it. NULL: nothing */
} CliCommand;

/* The place of an option in the own struct. Text is G_OPTION_ARG_FILENAME, so that bytes stay bytes. */
#define CLI_OWN(S, field) ((gpointer) offsetof (S, field))

extern const CliCommand cli_compare;
extern const CliCommand cli_describe;
extern const CliCommand cli_evaluate;
extern const CliCommand cli_experiment;
extern const CliCommand cli_figure;
extern const CliCommand cli_generate;
extern const CliCommand cli_list;
extern const CliCommand cli_metrics;
extern const CliCommand cli_rank;
extern const CliCommand cli_resample;

G_END_DECLS
