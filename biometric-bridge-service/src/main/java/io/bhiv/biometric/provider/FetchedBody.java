package io.bhiv.biometric.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.biometric.identity.About;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.ProviderJson;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.provider.Reading.Resources;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.kit.json.JsonRefused;
import io.bhiv.kit.json.StrictJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies that were fetched from a provider's API. Such a body does not contain what it is: its delivery has what it is {@link About}.
 *
 * <p>The order of versions is the provider's own time of the last change; where a body has none, that of its delivery.
 */
public final class FetchedBody {

    private final StrictJson json;
    private final int maxEvents;

    /**
     * @param maxTokens braces, brackets, keys and values of one body
     * @param maxEvents measures that one body becomes
     */
    public FetchedBody(long maxTokens, int maxEvents) {
        this.json = ProviderJson.ofPayloads(maxTokens);
        this.maxEvents = maxEvents;
    }

    /** The vendor's reading of one type of object. */
    public interface ObjectReader {

        /** Null when the body lacks what its key or its time would be made of. */
        @Nullable
        ResourceReading read(About about, Part body);
    }

    /** Where a body states the time of its last change. */
    public interface ChangeTime {

        @Nullable
        RecordedAt of(Part body);
    }

    public Reading read(Delivery delivery, About about, ObjectReader reader, ChangeTime changeTime) {
        JsonNode tree;
        try {
            tree = json.tree(delivery.body());
        } catch (JsonRefused refused) {
            return new Unreadable(
                    refused.reason() == JsonRefused.Reason.TOO_MANY_TOKENS
                            ? ParkReason.TOO_MANY_TOKENS
                            : ParkReason.NOT_JSON);
        }
        Part body = new Part(tree, about.objectType());
        ResourceReading resource = tree.isObject() ? reader.read(about, body) : null;
        if (resource == null) {
            return new Unreadable(ParkReason.WRONG_SHAPE);
        }
        int measures = resource.measures().size();
        if (measures > maxEvents || Measures.isTooMany(measures)) {
            return new Unreadable(ParkReason.TOO_MANY_EVENTS);
        }
        RecordedAt changed = changeTime.of(body);
        long revision = changed == null
                ? Revision.of(delivery)
                : Revision.stated(changed.instant().toEpochMilli(), delivery);
        return new Resources(user(delivery, about), revision, List.of(resource), 0);
    }

    /** An object that is no measurement. */
    public static Reading nothing(Delivery delivery, About about) {
        return new Resources(user(delivery, about), Revision.of(delivery), List.of(), 0);
    }

    private static VendorUser user(Delivery delivery, About about) {
        return new VendorUser(new ProviderUser(delivery.provider(), about.userId()), null, null);
    }
}
