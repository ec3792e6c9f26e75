{{/* Prefix of every object. The default is the release name, with the chart's name unless it holds it already. */}}
{{- define "tacit.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Labels that select the pods of one service; immutable in a Deployment. Argument: dict root, service. */}}
{{- define "tacit.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .service }}
{{- end -}}

{{/* Labels of objects that belong to the whole release. */}}
{{- define "tacit.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{ include "tacit.provenance" . }}
{{- end -}}

{{/* Labels of objects that belong to one service. Argument: dict root, service. */}}
{{- define "tacit.serviceLabels" -}}
{{ include "tacit.selector" . }}
{{ include "tacit.provenance" .root }}
{{- end -}}

{{- define "tacit.provenance" -}}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* Name of the objects of one service. Argument: dict root, service. */}}
{{- define "tacit.serviceName" -}}
{{ include "tacit.fullname" .root }}-{{ .service }}
{{- end -}}

{{/* Image reference: a digest wins over a tag. Argument: dict root, service. */}}
{{- define "tacit.image" -}}
{{- $image := (index .root.Values .service).image -}}
{{- $repository := $image.repository -}}
{{- with .root.Values.imageRegistry -}}
{{- $repository = printf "%s/%s" (trimSuffix "/" .) $image.repository -}}
{{- end -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository ($image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* Name of the ServiceAccount of one service. Argument: dict root, service. */}}
{{- define "tacit.serviceAccountName" -}}
{{- $account := (index .root.Values .service).serviceAccount -}}
{{- if $account.create -}}
{{- $account.name | default (include "tacit.serviceName" .) -}}
{{- else -}}
{{- $account.name | default "default" -}}
{{- end -}}
{{- end -}}

{{- define "tacit.tokenSecret" -}}
{{- .Values.auth.existingSecret | default (printf "%s-token" (include "tacit.fullname" .)) -}}
{{- end -}}

{{- define "tacit.artifactsClaim" -}}
{{- .Values.artifacts.existingClaim | default (printf "%s-artifacts" (include "tacit.fullname" .)) -}}
{{- end -}}

{{- define "tacit.canariesClaim" -}}
{{- .Values.canaries.existingClaim | default (printf "%s-canaries" (include "tacit.fullname" .)) -}}
{{- end -}}

{{/* Claim of a service's own state. Argument: dict root, service. */}}
{{- define "tacit.stateClaim" -}}
{{- (index .root.Values .service).state.existingClaim | default (printf "%s-state" (include "tacit.serviceName" .)) -}}
{{- end -}}

{{/* Port number at the end of an address. Argument: "host:port" or a URL with a port. */}}
{{- define "tacit.portOf" -}}
{{- regexFind "[0-9]+$" (trimSuffix "/" .) -}}
{{- end -}}

{{/* Options of a service as TOML, with what other values imply filled in: mounted files, the device. Argument: dict root, service. */}}
{{- define "tacit.config" -}}
{{- $config := deepCopy (index .root.Values .service).config -}}
{{- if .root.Values.tls.existingSecret -}}
{{- $files := dict "cert_file" "/etc/tacit/tls/tls.crt" "key_file" "/etc/tacit/tls/tls.key" -}}
{{- if .root.Values.tls.clientCertificates -}}
{{- $_ := set $files "client_ca_file" "/etc/tacit/tls/ca.crt" -}}
{{- end -}}
{{- $_ := set $config "tls" (mergeOverwrite $files ($config.tls | default dict)) -}}
{{- end -}}
{{- $gpu := (index .root.Values .service).gpu | default dict -}}
{{- if gt (int $gpu.count) 0 -}}
{{- $_ := set $config .service (mergeOverwrite (dict "device" "cuda") (index $config .service | default dict)) -}}
{{- end -}}
{{- include "tacit.tomlTable" (dict "table" $config "path" "") -}}
{{- end -}}

{{/*
A TOML table. Helm's own toToml writes every number of values.yaml as a float (5.0, 6.7108864e+07), which an
integer option refuses. Argument: dict table, path ("" for the top level).
*/}}
{{- define "tacit.tomlTable" -}}
{{- $path := .path -}}
{{- $table := .table -}}
{{- range $key, $value := $table -}}
{{- if not (or (kindIs "map" $value) (kindIs "invalid" $value)) }}
{{ $key }} = {{ include "tacit.tomlValue" $value }}
{{- end -}}
{{- end -}}
{{- range $key, $value := $table -}}
{{- if kindIs "map" $value -}}
{{- $name := ternary $key (printf "%s.%s" $path $key) (eq $path "") }}
[{{ $name }}]
{{- include "tacit.tomlTable" (dict "table" $value "path" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* A TOML value: string, boolean, number, list, or an inline table within a list. */}}
{{- define "tacit.tomlValue" -}}
{{- if kindIs "slice" . -}}
{{- $items := list -}}
{{- range . -}}{{- $items = append $items (include "tacit.tomlValue" .) -}}{{- end -}}
[{{ join ", " $items }}]
{{- else if kindIs "map" . -}}
{{- $items := list -}}
{{- range $key, $value := . -}}{{- $items = append $items (printf "%s = %s" $key (include "tacit.tomlValue" $value)) -}}{{- end -}}
{ {{ join ", " $items }} }
{{- else if kindIs "float64" . -}}
{{- if eq . (floor .) -}}{{- printf "%d" (int64 .) -}}{{- else -}}{{- toString . -}}{{- end -}}
{{- else if kindIs "string" . -}}
{{- toRawJson . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}
