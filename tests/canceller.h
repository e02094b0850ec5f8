/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that cancels a job after a while, and remembers when. */
#pragma once

#include "engine/core/imb-job.h"
#include "tests/own-time.h"
#include "tests/tellings.h"

#define CANCEL_LIMIT_MS 100.0

typedef struct
{
  ImbJob *job;
  gulong  after_us;
  OwnTime cancelled_at;
} Canceller;

static inline gpointer
cancel_later (gpointer data)
{
  Canceller *canceller = data;

  g_usleep (canceller->after_us);
  canceller->cancelled_at = own_time_now ();
  imb_job_cancel (canceller->job);
  return NULL;
}

/* Takes back the @thread of the canceller, and notes how long that part of the story went on after it, to @end. */
static inline void
note_cancelled (const char *part,
                Canceller  *canceller,
                GThread    *thread,
                OwnTime     end)
{
  g_thread_join (thread);
  telling_note (part, (double) own_time_between (canceller->cancelled_at, end) / 1e3, CANCEL_LIMIT_MS);
}
