package io.bhiv.biometric.normalise;

import java.util.Set;

/**
 * What was last published about a resource.
 *
 * @param revision of the version it came from, epoch milliseconds
 * @param facts keys of {@link io.bhiv.biometric.provider.Fact} that stand; empty after a deletion
 */
public record EmittedResource(long revision, Set<String> facts) {

    public EmittedResource {
        facts = Set.copyOf(facts);
    }
}
