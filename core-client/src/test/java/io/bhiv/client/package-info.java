/** Tests of the client against a small server of the JDK. */
@NullMarked
package io.bhiv.client;

import org.jspecify.annotations.NullMarked;
