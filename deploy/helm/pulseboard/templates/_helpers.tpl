{{- define "pulseboard.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 53 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Objects without a namespace, of which there may be one for each installation. */}}
{{- define "pulseboard.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "pulseboard.fullname" .) -}}
{{- end -}}

{{- define "pulseboard.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "pulseboard.labels" -}}
{{ include "pulseboard.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "pulseboard.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Every setting, what the chart says first and config's word last. As JSON, since a template returns text. */}}
{{- define "pulseboard.settings" -}}
{{- $settings := dict
    "pulseboard.dashboards" "/etc/pulseboard/boards"
    "pulseboard.scrape.targets.static.files" "/etc/pulseboard/targets/*.yaml"
    "pulseboard.drain" (printf "%ds" (int64 .Values.shutdown.drain))
    "quarkus.shutdown.delay" (printf "%ds" (int64 .Values.shutdown.delay)) -}}
{{- with .Values.discovery -}}
{{- if .enabled -}}
{{- $_ := set $settings "pulseboard.scrape.kubernetes.enabled" "true" -}}
{{- with .namespaces -}}{{- $_ := set $settings "pulseboard.scrape.kubernetes.namespaces" (join "," .) -}}{{- end -}}
{{- with .selector -}}{{- $_ := set $settings "pulseboard.scrape.kubernetes.selector" . -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}
{{- with .Values.ingress.trustedProxies -}}
{{- $_ := set $settings "quarkus.http.proxy.proxy-address-forwarding" "true" -}}
{{- $_ := set $settings "quarkus.http.proxy.allow-x-forwarded" "true" -}}
{{- $_ := set $settings "quarkus.http.proxy.enable-forwarded-host" "true" -}}
{{- $_ := set $settings "quarkus.http.proxy.trusted-proxies" (join "," .) -}}
{{- end -}}
{{- end -}}
{{- range $key, $value := .Values.config -}}
{{- $text := toString $value -}}
{{- /* Numbers of a values file are floating point, which would be written as 1e+06. */ -}}
{{- if kindIs "float64" $value -}}{{- $text = printf "%.0f" $value -}}{{- end -}}
{{- $_ := set $settings $key $text -}}
{{- end -}}
{{- if .Values.ingress.enabled -}}
{{- $hosts := list .Values.ingress.host -}}
{{- with get $settings "pulseboard.http.allowed-hosts" -}}{{- $hosts = append $hosts . -}}{{- end -}}
{{- $_ := set $settings "pulseboard.http.allowed-hosts" (join "," $hosts) -}}
{{- end -}}
{{- toJson $settings -}}
{{- end -}}

{{- define "pulseboard.properties" -}}
{{- range $key, $value := include "pulseboard.settings" . | fromJson }}
{{ $key }}={{ $value | replace "\\" "\\\\" }}
{{- end }}
{{- end -}}

{{/* What ends a pod waits no longer than its grace period: see deploy/README.md. */}}
{{- define "pulseboard.checkShutdown" -}}
{{- with .Values.shutdown -}}
{{- $needed := add .drain 4 .delay 5 -}}
{{- if gt $needed (int64 .terminationGracePeriod) -}}
{{- fail (printf "shutdown.terminationGracePeriod is %d: it has to be at least %d, which is drain %d + 4 + delay %d + 5 for the process to end" (int64 .terminationGracePeriod) $needed (int64 .drain) (int64 .delay)) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "pulseboard.discoveryRules" -}}
- apiGroups: [""]
  resources: [pods, services]
  verbs: [get, list, watch]
- apiGroups: [discovery.k8s.io]
  resources: [endpointslices]
  verbs: [get, list, watch]
{{- end -}}
