{{/* Everything one service consists of. Argument: dict root, service, tensors. */}}
{{- define "tacit.service" -}}
{{- $root := .root -}}
{{- $values := index $root.Values .service -}}
{{- if $values.enabled -}}
{{- if and $values.service.headless (ne $values.service.type "ClusterIP") -}}
{{- fail (printf "%s.service.headless needs %s.service.type ClusterIP" .service .service) -}}
{{- end -}}
{{- if and $values.config.tls.cert_file (not $root.Values.tls.existingSecret) -}}
{{- fail (printf "%s.config.tls needs tls.existingSecret: the probes check the certificate with its ca.crt" .service) -}}
{{- end -}}
{{- $name := include "tacit.serviceName" . -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tacit.serviceLabels" . | nindent 4 }}
data:
  {{ .service }}.toml: |
    {{- include "tacit.config" . | trim | nindent 4 }}
---
{{ include "tacit.deployment" . }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tacit.serviceLabels" . | nindent 4 }}
  {{- with $values.service.annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  type: {{ $values.service.type }}
  {{- if $values.service.headless }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "tacit.selector" . | nindent 4 }}
  ports:
    - name: grpc
      port: {{ int $values.service.port }}
      targetPort: grpc
      {{- if not $root.Values.tls.existingSecret }}
      appProtocol: kubernetes.io/h2c
      {{- end }}
{{- if not $values.state.existingClaim }}
---
{{ include "tacit.claim" (dict "root" $root "name" (include "tacit.stateClaim" .) "labels" (include "tacit.serviceLabels" .) "accessMode" "ReadWriteOnce" "claim" $values.state) }}
{{- end }}
{{- if $values.podDisruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels:
    {{- include "tacit.serviceLabels" . | nindent 4 }}
spec:
  maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "tacit.selector" . | nindent 6 }}
{{- end }}
{{- end -}}
{{- end -}}

{{/* A claim. Argument: dict root, name, labels, accessMode, claim (size, storageClass, retain). */}}
{{- define "tacit.claim" -}}
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ .name }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- .labels | nindent 4 }}
  {{- if .claim.retain }}
  annotations:
    helm.sh/resource-policy: keep
  {{- end }}
spec:
  accessModes:
    - {{ .accessMode }}
  {{- if not (kindIs "invalid" .claim.storageClass) }}
  storageClassName: {{ .claim.storageClass | quote }}
  {{- end }}
  resources:
    requests:
      storage: {{ .claim.size }}
{{- end -}}
