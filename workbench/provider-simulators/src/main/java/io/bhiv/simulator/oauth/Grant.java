package io.bhiv.simulator.oauth;

import java.util.Set;

/**
 * What a person allowed the application.
 *
 * @param number tells grants of the same person apart
 */
public record Grant(long number, String person, Set<String> scopes) {

    public Grant {
        scopes = Set.copyOf(scopes);
    }

    public boolean allows(String scope) {
        return scopes.contains(scope);
    }
}
