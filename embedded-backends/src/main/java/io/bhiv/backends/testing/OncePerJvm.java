package io.bhiv.backends.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Keeps one backend per JVM and lets every class loader command it.
 *
 * <p>Quarkus loads test resources and test classes in different class loaders, each with statics of its own. The only
 * place they share is the JDK, so the handle of a backend is a {@code Function<String, String>} (JDK types alone) kept
 * in the system properties: it takes a command and gives an answer.
 */
record OncePerJvm(String key, Supplier<Function<String, String>> starter) {

    String ask(String command) {
        return handle().apply(command);
    }

    @SuppressWarnings("unchecked")
    private Function<String, String> handle() {
        Object shelf = System.getProperties()
                .computeIfAbsent(OncePerJvm.class.getName(), name -> new ConcurrentHashMap<String, Object>());
        return ((Map<String, Function<String, String>>) shelf).computeIfAbsent(key, name -> starter.get());
    }

    /** Runs {@code end} when the JVM ends; tests have no better moment, because the next test class may want it. */
    static void atJvmEnd(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "end-of-test-backend"));
    }
}
