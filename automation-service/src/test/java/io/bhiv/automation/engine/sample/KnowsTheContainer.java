package io.bhiv.automation.engine.sample;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;

/** Breaks the rule that the engine knows no container, to show that the rule can fail. */
@ApplicationScoped
public class KnowsTheContainer {

    void log() {
        Log.debug("a sample");
    }
}
