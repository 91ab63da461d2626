package io.bhiv.bucket.relay;

import io.bhiv.kit.insight.DependencyCheck;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.DependencyReading.State;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether Redis is connected; unknown where none is configured, for nothing is missing then. */
@ApplicationScoped
class RedisCheck implements DependencyCheck {

    private final RedisConfig config;
    private final RedisHints hints;

    RedisCheck(RedisConfig config, RedisHints hints) {
        this.config = config;
        this.hints = hints;
    }

    @Override
    public DependencyReading reading() {
        State state = config.host().isEmpty() ? State.UNKNOWN : hints.connected() ? State.UP : State.DOWN;
        return new DependencyReading("redis", state, "", null, null);
    }
}
