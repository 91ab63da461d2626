package io.bhiv.rules.sample.step;

public enum Outcome {
    DONE
}
