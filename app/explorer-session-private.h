/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/explorer-session.h"
#include "app/explorer-work.h"

G_BEGIN_DECLS

struct _ExplorerSession
{
  GObject              parent_instance;
  ExplorerRunner      *runner;
  ExplorerHistory     *history;
  ExplorerSelection   *selection;
  ExplorerDecisions   *decisions;
  ExplorerSpace       *space; /* NULL: nothing loaded */
  char                *source;
  guint32              source_seed;
  gboolean             made;
  ExplorerOpenRequest *opening; /* what the "read" job was asked for */
  int                  steps;   /* of the history, taken already for a file that is still being read */
  ImbConfig           *sampler;
  ImbConfig           *model;
  ImbResample         *resample;
  char                *resample_error;
  ImbAudit            *audit; /* of that resample; NULL: not yet, or nothing to say */
  GPtrArray           *runs;
  char                *compare_error;
  gboolean             applying; /* configs change because decisions did */
  gboolean             choose_features;
};

typedef enum
{
  EXPLORER_SESSION_PROP_0,
  EXPLORER_SESSION_PROP_AUDIT,
  EXPLORER_SESSION_PROP_COMPARE_ERROR,
  EXPLORER_SESSION_PROP_DECISIONS,
  EXPLORER_SESSION_PROP_DESIGN,
  EXPLORER_SESSION_PROP_ERROR,
  EXPLORER_SESSION_PROP_MODEL,
  EXPLORER_SESSION_PROP_PROBLEM,
  EXPLORER_SESSION_PROP_RESAMPLE,
  EXPLORER_SESSION_PROP_RESAMPLE_ERROR,
  EXPLORER_SESSION_PROP_RUNS,
  EXPLORER_SESSION_PROP_SAMPLER,
  EXPLORER_SESSION_PROP_TABLE,
  EXPLORER_SESSION_PROP_THRESHOLD,
  EXPLORER_SESSION_N_PROPS,
} ExplorerSessionProp;

/* explorer-session.c */
void explorer_session_notify (ExplorerSession    *self,
                              ExplorerSessionProp prop);
void explorer_session_set_text (ExplorerSession    *self,
                                char              **slot,
                                const char         *text,
                                ExplorerSessionProp prop);

/* explorer-session-decisions.c: the configs become what the decisions say; what a new table begins with. */
void               explorer_session_sync_configs (ExplorerSession *self);
ExplorerDecisions *explorer_session_default_decisions (gsize n_columns);

/* explorer-session-work.c: asks for the problem, or the resample, of the decisions. */
void explorer_session_start_prepare (ExplorerSession *self);
void explorer_session_start_resample (ExplorerSession *self);

/* Reads the file as @decisions say, which then hold. */
void explorer_session_start_restore (ExplorerSession         *self,
                                     const ExplorerDecisions *decisions);

/* Steps of the history whose file has not been read are taken back, and it is no longer read. */
void explorer_session_settle (ExplorerSession *self);

/* A file was refused. */
void explorer_session_refuse (ExplorerSession *self,
                              const GError    *error);

G_END_DECLS
