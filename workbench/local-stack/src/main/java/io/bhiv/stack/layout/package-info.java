/** What stands where: names, ports, folders, secrets and the environment each service is given. Values only; nothing here starts anything. */
@NullMarked
package io.bhiv.stack.layout;

import org.jspecify.annotations.NullMarked;
