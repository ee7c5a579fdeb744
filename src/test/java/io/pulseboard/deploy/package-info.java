/** What is in {@code deploy/}, rendered by kustomize and by Helm, and held against Kubernetes' fields, its security standard and this program. */
@NullMarked
package io.pulseboard.deploy;

import org.jspecify.annotations.NullMarked;
