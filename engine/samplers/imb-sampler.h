/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/core/imb-job.h"
#include "engine/core/imb-rng.h"
#include "engine/params/imb-param.h"
#include "engine/samplers/imb-resample.h"

G_BEGIN_DECLS

typedef struct _ImbForesee ImbForesee; /* imb-foresee.h */

typedef enum
{
  IMB_SAMPLER_ADDS = 1 << 0,          /* makes rows */
  IMB_SAMPLER_DROPS = 1 << 1,         /* removes rows */
  IMB_SAMPLER_RANDOM = 1 << 2,        /* depends on the seed */
  IMB_SAMPLER_MISSING = 1 << 3,       /* works with NaN, unless needs_all says otherwise */
  IMB_SAMPLER_BEYOND = 1 << 5,        /* rows are more than the sum of their parents: noise, steps of each feature */
  IMB_SAMPLER_ABOUT = 1 << 6,         /* the method decides how many rows come of it; sampling_strategy says about how many */
  IMB_SAMPLER_METRIC = 1 << 4,        /* has the parameter metric, and works with NaN when that is heom or gower */
  IMB_SAMPLER_MIXED = 1 << 7,         /* only for numbers beside categories */
  IMB_SAMPLER_NOMINAL = 1 << 8,       /* only for categories */
  IMB_SAMPLER_NUMBERS = 1 << 10,      /* not for categories alone */
  IMB_SAMPLER_REPLACES = 1 << 11,     /* for each row that it removes it makes one of the same class */
  IMB_SAMPLER_KEEPS_MISSING = 1 << 9, /* and makes something of it: measures distances over what is there, so nothing is filled for it */
} ImbSamplerFlags;

/* A model that a peer is handed where we have a parameter of it: argument=MODEL(param=value, random_state=seed). */
typedef struct
{
  const char *argument;
  const char *model;  /* the Python class, dotted */
  const char *param;  /* ours, and the model's */
  gboolean    always; /* the peer's own default is another value */
} ImbPeerPart;

/* How many rows an under-sampler leaves of a class. */
typedef enum
{
  IMB_TALLY_EXACT,    /* as many as sampling_strategy says */
  IMB_TALLY_OR_FEWER, /* perhaps: only the rows decide */
  IMB_TALLY_OR_MORE,
} ImbTally;

typedef struct
{
  ImbAlgorithm    base;
  ImbSamplerFlags flags;
  guint           n_steps;                /* of a ready-made chain: samplers in it, as if it were written with " + "; 0: it is no chain */
  const char     *peer;                   /* (nullable): the Python class that makes the same rows of the same parameters and random_state, dotted
                                           * as for an import; what it does not know is marked is_ours in the table */
  const ImbPeerPart *peer_part;           /* (nullable) */
  gboolean           peer_wants_codes;    /* it goes wrong by labels that are not 0, 1, 2 …; not repeated unless by compat */
  gboolean           peer_fails_by_words; /* labels of some of its versions must be numbers */
  gboolean           peer_takes_all;      /* it only chooses rows, and takes words and missing values, too */

  /* peer_differs: (nullable): why the peer's rows are not the same, or not in every version, of these @values: a sentence, N_(); NULL: they
   * are. What compat is for needs no word here. */
  const char *(*peer_differs) (gconstpointer values);

  /* tally: (nullable): of an under-sampler with these @values; NULL: exact. */
  ImbTally (*tally) (gconstpointer values);

  /* needs_all: (nullable): whether one with IMB_SAMPLER_MISSING needs all numbers of rows after all with these @values. */
  gboolean (*needs_all) (gconstpointer values);

  /**
   * check: (nullable)
   * @in: training rows; at least two classes have rows
   *
   * What can be refused before any work, from class sizes and parameters alone (imb_view_count(); a plan asks with sizes that are
   * only expected, whose rows are not there), in less than 5 ms. The sentence
   * names the parameter and a value that would do.
   */
  gboolean (*check) (const ImbView *in,
                     gconstpointer  values,
                     GError       **error);

  /**
   * question: (nullable): of a sampler with doubt; asks for what sample refuses with these @values where a class that grows lacks it,
   * and refuses nothing else
   *
   * Returns: (nullable): the parameter that is the question's m; NULL: it is not as simple with these values
   */
  const char *(*question) (gconstpointer values, ImbForesee *out);

  /**
   * doubt: (nullable): of a sampler that may refuse rows for where they lie, which check cannot tell
   * @in: rows that check lets through
   * @has_rows: FALSE: they are still to come, and only the class sizes are known
   *
   * In less than 4 ms, whatever there is of rows.
   *
   * Returns: (transfer full) (nullable): one sentence, on what it hangs and what would help; NULL: it is sure that sample refuses nothing
   */
  char *(*doubt) (const ImbView *in,
                  gconstpointer  values,
                  gboolean       has_rows);

  /**
   * sample:
   * @in: training rows; at least two classes have rows, NaN only with IMB_SAMPLER_MISSING or
   *   IMB_SAMPLER_METRIC, and check had nothing to refuse (imb_sampler_run sees to it)
   * @values: the sampler's own struct
   * @rng: a stream freshly seeded; a copy of the struct starts again from the seed
   * @out: every row kept in order; change it
   */
  gboolean (*sample) (const ImbView *in,
                      gconstpointer  values,
                      const ImbRng  *rng,
                      ImbJob        *job,
                      ImbResample   *out,
                      GError       **error);
} ImbSampler;

/* Every sampler; NULL-terminated. */
const ImbSampler *const *imb_samplers (void);
const ImbSampler        *imb_sampler_find (const char *id);

/* What imb_sampler_run() refuses before any work, whatever the values in the rows are: classes, the strategy, and what the
 * sampler's own check refuses. */
gboolean imb_sampler_check (const ImbSampler *sampler,
                            gconstpointer     values,
                            const ImbView    *in,
                            GError          **error);

/* Whether it works with NaN, given its parameters. */
gboolean imb_sampler_takes_missing (const ImbSampler *sampler,
                                    gconstpointer     values);

/* Whether it had better see them: IMB_SAMPLER_KEEPS_MISSING, or a metric that is meant for them. */
gboolean imb_sampler_keeps_missing (const ImbSampler *sampler,
                                    gconstpointer     values);

/* Checks the input, runs one sampler, gives the result. (transfer full) (nullable) */
ImbResample *imb_sampler_run (const ImbSampler *sampler,
                              gconstpointer     values,
                              const ImbView    *in,
                              guint32           seed,
                              ImbJob           *job,
                              GError          **error);

/* The same when another one follows: with imb_resample_leave_room(). */
ImbResample *imb_sampler_run_before_another (const ImbSampler *sampler,
                                             gconstpointer     values,
                                             const ImbView    *in,
                                             guint32           seed,
                                             ImbJob           *job,
                                             GError          **error);

G_END_DECLS
