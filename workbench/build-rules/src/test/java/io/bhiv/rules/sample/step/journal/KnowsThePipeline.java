package io.bhiv.rules.sample.step.journal;

import io.bhiv.rules.sample.step.Outcome;

interface KnowsThePipeline {

    Outcome append();
}
