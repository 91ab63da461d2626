package io.bhiv.rules;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Assigns a class to the step it belongs to: the first package below the root, or the root package itself. */
record StepOfPackage(String rootPackage) implements SliceAssignment {

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        String name = javaClass.getPackageName();
        if (name.equals(rootPackage)) {
            return SliceIdentifier.of("root");
        }
        if (!name.startsWith(rootPackage + ".")) {
            return SliceIdentifier.ignore();
        }
        String below = name.substring(rootPackage.length() + 1);
        int end = below.indexOf('.');
        return SliceIdentifier.of(end < 0 ? below : below.substring(0, end));
    }

    @Override
    public String getDescription() {
        return "the steps of " + rootPackage;
    }
}
