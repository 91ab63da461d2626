package io.bhiv.biometric.provider.terra;

import io.bhiv.biometric.provider.Part;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.biometric.provider.Reading.Control;
import io.bhiv.biometric.provider.Reading.ControlType;
import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.LinkEvent;
import io.bhiv.biometric.provider.Reading.NoUser;
import io.bhiv.biometric.provider.VendorUser;
import io.bhiv.model.biometric.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Users, and changes of their links. */
final class TerraLinks {

    private static final int MAX_SCOPES = 50;
    private static final String REFERENCE_ID = "reference_id";

    private TerraLinks() {}

    /** Null when the object names no user. */
    static @Nullable VendorUser user(Part user, @Nullable String reference) {
        String id = user.text("user_id");
        if (id == null) {
            return null;
        }
        String brand = user.text("provider");
        String own = user.text(REFERENCE_ID);
        return new VendorUser(
                new ProviderUser(Provider.TERRA, id),
                own == null ? reference : own,
                brand == null ? null : brand.toLowerCase(Locale.ROOT));
    }

    static @Nullable VendorUser user(Part fields) {
        return user(fields.in("user"), fields.text(REFERENCE_ID));
    }

    static Reading authenticated(Part fields, long revision) {
        return "error".equals(fields.text("status"))
                ? new Control(ControlType.AUTH_FAILED)
                : changed(fields, revision, LinkEvent.AUTHENTICATED);
    }

    static Reading changed(Part fields, long revision, LinkEvent event) {
        VendorUser user = user(fields);
        return user == null
                ? new NoUser(event.name())
                : new LinkChange(
                        user,
                        revision,
                        null,
                        event,
                        scopes(fields, "scopes_added"),
                        scopes(fields, "scopes_removed"),
                        fields.text("reason"));
    }

    /** The person has a new id with Terra; the old one, if given, is gone. */
    static Reading reauthenticated(Part fields, long revision) {
        VendorUser user = user(fields.in("new_user"), fields.text(REFERENCE_ID));
        String previous = fields.in("old_user").text("user_id");
        return user == null
                ? new NoUser(LinkEvent.REAUTHENTICATED.name())
                : new LinkChange(
                        user,
                        revision,
                        previous == null ? null : new ProviderUser(Provider.TERRA, previous),
                        LinkEvent.REAUTHENTICATED,
                        List.of(),
                        List.of(),
                        fields.text("reason"));
    }

    private static List<String> scopes(Part fields, String field) {
        String text = fields.text(field);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(scope -> !scope.isEmpty())
                        .limit(MAX_SCOPES)
                        .toList();
    }
}
