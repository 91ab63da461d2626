package io.bhiv.kit.insight;

import io.bhiv.model.insight.DependencyReading;

/** What a service reports of something that it needs and that no breaker protects. Every bean of this type is reported. */
public interface DependencyCheck {

    /** Read about every five seconds; must not wait. */
    DependencyReading reading();
}
