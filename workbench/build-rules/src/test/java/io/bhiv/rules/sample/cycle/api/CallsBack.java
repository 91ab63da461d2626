package io.bhiv.rules.sample.cycle.api;

import io.bhiv.rules.sample.cycle.Pipeline;

public interface CallsBack {

    void call(Pipeline pipeline);
}
