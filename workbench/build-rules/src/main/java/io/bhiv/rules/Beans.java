package io.bhiv.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;

/** What the container makes, one for all. */
final class Beans {

    private static final Set<String> SCOPES =
            Set.of("jakarta.enterprise.context.ApplicationScoped", "jakarta.inject.Singleton");

    private Beans() {}

    static boolean include(JavaClass one) {
        return SCOPES.stream().anyMatch(one::isAnnotatedWith);
    }
}
