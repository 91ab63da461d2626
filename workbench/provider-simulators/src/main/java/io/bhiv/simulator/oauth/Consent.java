package io.bhiv.simulator.oauth;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people answer when an application asks for consent: by themselves on the page, or as a test set it. */
public final class Consent {

    private volatile @Nullable Decision automatic;

    /**
     * One answer.
     *
     * @param scopes those allowed; null is all that were asked for
     */
    public record Decision(
            String person, boolean allowed, @Nullable Set<String> scopes) {}

    /** From now on a page is shown, as at first. */
    public void ask() {
        automatic = null;
    }

    /** From now on this person allows everything, without a page. */
    public void allow(String person) {
        automatic = new Decision(person, true, null);
    }

    /** From now on this person allows these scopes alone, without a page. */
    public void allow(String person, Set<String> scopes) {
        automatic = new Decision(person, true, Set.copyOf(scopes));
    }

    /** From now on this person refuses, without a page. */
    public void refuse(String person) {
        automatic = new Decision(person, false, Set.of());
    }

    Optional<Decision> automatic() {
        return Optional.ofNullable(automatic);
    }
}
