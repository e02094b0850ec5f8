/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thread that cancels a job after a while, and remembers when. */
#pragma once

#include "engine/core/imb-job.h"
#include "tests/own-time.h"

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
