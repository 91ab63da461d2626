package io.bhiv.stack.simulate;

import io.bhiv.stack.layout.BadSetting;
import io.bhiv.stack.layout.Place;
import io.bhiv.stack.layout.Secrets;
import io.bhiv.stack.layout.Settings;
import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.status.Endpoint;
import io.bhiv.stack.status.RunningStack;
import io.bhiv.stack.status.StackState;
import java.util.Locale;

/**
 * Whom the simulation talks to.
 *
 * @param url base address of the biometric service
 * @param kafkaServers where its events come out
 */
record Target(String url, String kafkaServers, Secrets secrets) {

    static Target ofRunningStack() {
        StackState state = new RunningStack(StackFolders.ofThisProcess())
                .recorded()
                .orElseThrow(() -> new BadSetting("No stack is up here; ./bridge up starts one.", null));
        return new Target(
                address(state, Place.BIOMETRIC), address(state, Place.KAFKA), Secrets.from(Settings.ofEnvironment()));
    }

    /** Where several are valid at once, any will do; the bridge takes them separated by commas. */
    String webhookSecret(String provider) {
        String all = secrets.value(provider.toUpperCase(Locale.ROOT) + "_WEBHOOK_SECRET");
        return all.split(",")[0].strip();
    }

    private static String address(StackState state, Place place) {
        return state.endpoint(place.label())
                .map(Endpoint::address)
                .orElseThrow(() -> new BadSetting("The stack runs without " + place.label(), null));
    }
}
