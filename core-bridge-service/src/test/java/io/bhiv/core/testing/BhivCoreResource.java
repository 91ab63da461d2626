package io.bhiv.core.testing;

import io.bhiv.stack.simulator.bhivcore.BhivCoreSimulator;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A BHIV Core that behaves as the test tells it by {@code PUT /behaviour}. */
public final class BhivCoreResource implements QuarkusTestResourceLifecycleManager {

    private final BhivCoreSimulator core = new BhivCoreSimulator();

    @Override
    public Map<String, String> start() {
        try {
            core.start(0, line -> {});
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return Map.of(core.addressVariable(), core.address(core.port()));
    }

    @Override
    public void stop() {
        core.stop();
    }
}
