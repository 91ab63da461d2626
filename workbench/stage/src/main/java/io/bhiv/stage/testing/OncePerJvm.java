package io.bhiv.stage.testing;

import java.lang.management.ManagementFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Keeps one backend per JVM and lets every class loader command it.
 *
 * <p>Quarkus loads test resources and test classes in different class loaders, each with statics of its own. What they
 * share is the JDK, so the handle of a backend is a {@code Function<String, String>} (JDK types alone) registered with
 * the JVM's own MBean server: it takes a command and gives an answer. Not in the system properties, where a value that is
 * no string breaks libraries that copy them.
 */
record OncePerJvm(String key, Supplier<Function<String, String>> starter) {

    String ask(String command) {
        try {
            MBeanServer shelf = ManagementFactory.getPlatformMBeanServer();
            ObjectName name = new ObjectName("io.bhiv.stage.backend:type=TestBackend,name=" + key);
            // One lock for all class loaders: two of them must not start the same backend.
            synchronized (shelf) {
                if (!shelf.isRegistered(name)) {
                    shelf.registerMBean(new StandardMBean(starter.get(), Function.class), name);
                }
            }
            Object[] arguments = {command};
            return String.valueOf(shelf.invoke(name, "apply", arguments, new String[] {Object.class.getName()}));
        } catch (JMException failure) {
            throw new IllegalStateException("the test backend " + key + " did not do: " + command, failure);
        }
    }

    /** Runs {@code end} when the JVM ends; tests have no better moment, because the next test class may want it. */
    static void atJvmEnd(Runnable end) {
        Runtime.getRuntime().addShutdownHook(new Thread(end, "end-of-test-backend"));
    }
}
