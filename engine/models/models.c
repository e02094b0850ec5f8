/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of models, in the order in which they are offered. */
#include "engine/models/imb-model.h"

extern const ImbModel imb_model_dummy;
extern const ImbModel imb_model_gaussian_naive_bayes;
extern const ImbModel imb_model_k_nearest_neighbors;
extern const ImbModel imb_model_logistic_regression;

static const ImbModel *const models[] = {
  &imb_model_logistic_regression,
  &imb_model_gaussian_naive_bayes,
  &imb_model_k_nearest_neighbors,
  &imb_model_dummy,
  NULL,
};

const ImbModel *const *
imb_models (void)
{
  return models;
}
