package io.bhiv.stack.simulate;

import java.time.Duration;
import java.util.Set;

/** A provider as we play it: its events, its way of signing. */
interface ProviderPlay {

    /** As in the webhook's path. */
    String name();

    Set<String> types();

    String usualType();

    /** The provider's own identity, order and signature; {@code secret} is the one the bridge was given. */
    Webhook webhook(Content content, Sealing sealing, String secret);

    /** How long after its first attempt the provider still retries; authentic deliveries of that age are accepted. */
    Duration retrySpan();

    /** Whether the webhook carries measurements itself, or only says that something changed. */
    boolean carriesMeasurements();
}
