package io.bhiv.play.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** A provider: the types it sends and how it signs. */
public sealed interface Provider permits Oura, Whoop, Terra {

    Traits traits();

    /**
     * What distinguishes a provider.
     *
     * @param name as in the webhook's path
     * @param retrySpan how long after its first attempt the provider still retries; authentic deliveries of that age are accepted
     * @param carriesMeasurements whether the webhook carries measurements itself, or only names what changed
     */
    record Traits(String name, Set<String> types, String usualType, Duration retrySpan, boolean carriesMeasurements) {}

    default String name() {
        return traits().name();
    }

    default Set<String> types() {
        return traits().types();
    }

    default String usualType() {
        return traits().usualType();
    }

    default Duration retrySpan() {
        return traits().retrySpan();
    }

    default boolean carriesMeasurements() {
        return traits().carriesMeasurements();
    }

    /** The sample of a type, with identity, order and measurement of {@code content}, signed. */
    Webhook webhook(Content content, Seal seal);

    /** Any body, signed: what a test wants to send, whether it makes sense or not. */
    Webhook signed(byte[] body, Seal seal);

    /** The sample of a type; {@link UnknownType} lists the types where there is none of this name. */
    default ObjectNode sample(String type) {
        if (!types().contains(type)) {
            throw new UnknownType(
                    name() + " has no type " + type + "; there are " + String.join(", ", new TreeSet<>(types())));
        }
        try (InputStream sample = Provider.class.getResourceAsStream("/samples/" + name() + "/" + type + ".json")) {
            if (sample == null) {
                throw new IllegalStateException("The sample " + name() + "/" + type + " is missing from the jar");
            }
            return Json.read(sample);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the sample " + name() + "/" + type, e);
        }
    }
}
